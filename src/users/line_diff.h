// The lines in which two texts differ, and keys as their fingerprints. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::users {

// "- gone", "+ new", in order, without what is the same.
std::vector<std::string> line_diff(std::string_view before, std::string_view after);

// The lines of an authorized_keys file with a fingerprint in place of each key: nothing of a key remains.
std::string keys_as_fingerprints(std::string_view text);

}  // namespace sluice::users
