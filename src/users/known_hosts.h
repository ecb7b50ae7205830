// Keys of hosts: whom we know, whom we met just now, and what a new machine prints on its console.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::users {

// Whether `file` has a key of the host, under the name by which ssh looks it up ("10.0.0.1", "[host]:2222").
// A missing file knows nobody.
bool is_known_host(const std::string& file, const std::string& name);

// "10.0.1.236 ED25519 SHA256:…" for every key that `after` has and `before` has not (texts of known_hosts).
std::vector<std::string> new_host_keys(std::string_view before, std::string_view after);

// The keys that cloud-init prints on the console of a new machine (EC2 GetConsoleOutput, decoded): "type
// base64". Empty if the text has none.
std::vector<std::string> host_keys_of_console(std::string_view console);

// Make `file` know these keys of the host, if it knows none yet.
Status remember_host_keys(const std::string& file, const std::string& host,
                          const std::vector<std::string>& keys);

}  // namespace sluice::users
