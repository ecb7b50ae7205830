// A node as Python has it after PyYAML: scalars typed, dates apart. Pure.
#pragma once

#include "cluster/cluster_file.h"

namespace sluice::cluster {

// A date is a binary value (no other is), holding its str(): Ansible cannot put one into JSON.
Json python_value(const format::YamlNode& node);
bool holds_date(const Json& value);
// str(): "True", "0.1", "None"
std::string python_str(const Json& value);
// int(): of numbers, and of texts that are whole numbers; nothing where Python raises.
std::optional<int64_t> python_int(const Json& value);
// Truth of a value in a condition.
bool is_true(const Json& value);

}  // namespace sluice::cluster
