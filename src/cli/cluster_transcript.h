// The transcript of the guide's first play, line for line (spec aws-resources.md section 10, ssh-access.md
// section 3 for the shapes). On stdout. Pure but for that.
#pragma once

#include "emr/provision.h"
#include "users/apply_users.h"

namespace sluice::cli {

void print_provision_play(const emr::Provisioned& result);
// The play up to the task that failed, with what went wrong below it.
void print_failed_provision_play(const std::string& message);
void print_terminate_play(bool changed);
void print_failed_terminate_play(const std::string& message);
// "PLAY RECAP" with a line each; localhost last, as in the guide.
void print_recap(const std::vector<users::HostRecap>& hosts);

users::HostRecap recap_of_provision(const emr::Provisioned& result);
users::HostRecap recap_of_failure();  // of a play that ended at its first task

}  // namespace sluice::cli
