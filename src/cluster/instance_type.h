// EC2 instance types of previous generations (spec operations.md section 6.2). Pure.
#pragma once

#include <optional>
#include <string>

namespace sluice::cluster {

// The type to take instead: "m3.2xlarge" → "m5.2xlarge". Nothing: the type is not an old one.
std::optional<std::string> successor(const std::string& type);

}  // namespace sluice::cluster
