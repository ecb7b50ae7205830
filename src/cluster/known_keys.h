// The keys that a cluster file may hold, told once: for unknown keys, and for the JSON Schema of editors.
#pragma once

#include <string>
#include <vector>

namespace sluice::cluster {

struct Key {
  const char* name;
  const char* type;  // of JSON Schema: "string", "integer", "boolean", "array", "object", "number"; "a|b"
  const char* meaning;
};
const std::vector<Key>& top_level_keys();
const std::vector<Key>& instance_group_keys();
const std::vector<Key>& instance_fleet_keys();
const std::vector<Key>& instance_type_keys();
const std::vector<Key>& application_keys();
const std::vector<Key>& configuration_keys();
const std::vector<Key>& bootstrap_action_keys();
const std::vector<Key>& step_keys();
const std::vector<Key>& user_keys();
// ec2_attributes: an old spelling of keys of the file.
struct Alias {
  const char* in_attributes;
  const char* proper;
};
const std::vector<Alias>& ec2_attributes();
std::vector<std::string> names(const std::vector<Key>& keys);

}  // namespace sluice::cluster
