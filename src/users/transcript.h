// The transcript of the play in the line shapes of the guide (spec ssh-access.md section 3). Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "users/apply_users.h"
#include "users/host_report.h"
#include "users/key_sources.h"
#include "users/user_info.h"

namespace sluice::users {

struct HostOutcome {
  std::string host;
  std::optional<Error> error;  // no connection, no root
  HostReport report;
};

// The tasks that a host reached, with every user of the input, and how often each status came.
HostRecap recap_of(const UserInfo& users, const std::vector<UserKeys>& keys, const HostOutcome& outcome);

// Task by task, host by host. `diffs`: all contents that change, not those of keys alone.
void print_play(const UserInfo& users, const std::vector<HostOutcome>& outcomes,
                const std::vector<HostRecap>& recaps, bool diffs,
                const std::function<void(const std::string&)>& print);

}  // namespace sluice::users
