// What the playbook hands to its module, and the checks of botocore: shared by the parts of ansible_body.cc.
// Every failure is told with the place of its key; as E104 where strict mode has no number of its own for it.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>

#include "cluster/cluster_file.h"
#include "cluster/python_value.h"
#include "cluster/reader.h"

namespace sluice::cluster {

class AnsibleArguments {
 public:
  AnsibleArguments(ClusterFile& file, Diagnostics& findings)
      : file_(file), reader_(findings), vars_(python_value(file.document)) {}

  const Json* var(const std::string& key) const {
    auto at = vars_.find(key);
    return at == vars_.end() ? nullptr : &*at;
  }

  void fail(const std::string& path, const std::string& message, const char* code = "E104") {
    reader_.error(code, path, file_.mark(path), message,
                  "the reference fails here; strict mode may accept it");
  }

  // A parameter of type str: Python's text of the value; an explicit null fails.
  std::string top_text(const std::string& key, const std::string& otherwise) {
    const Json* value = var(key);
    if (!value) return otherwise;
    if (value->is_null()) {
      if (key == "release_label" || key == "ami_version") return "";
      if (key == "region") return otherwise;
      fail(key, "None is not a string");
      return otherwise;
    }
    return python_str(*value);
  }

  // botocore: a list of texts.
  void strings(const Json& list, const std::string& path) {
    for (size_t i = 0; i < list.size(); ++i)
      if (!list[i].is_string()) fail(below(path, i), python_str(list[i]) + " is not a string");
  }

  void list_of_strings(const Json& value, const std::string& path) {
    if (!value.is_array()) return fail(path, "must be a list");
    strings(value, path);
  }

  // botocore: these members, if they are there, are texts.
  void members_are_strings(const Json& map, std::initializer_list<const char*> members,
                           const std::string& path) {
    for (const char* name : members)
      if (map.contains(name) && !map[name].is_string())
        fail(path, fmt::format("{}: {} is not a string", name, python_str(map[name])));
  }

  // botocore: a list of {Key, Value}, both texts, nothing else.
  void pairs(const Json& list, const std::string& path) {
    for (size_t i = 0; i < list.size(); ++i) {
      const std::string at = below(path, i);
      if (!list[i].is_object()) {
        fail(at, "must be a mapping");
        continue;
      }
      members_are_strings(list[i], {"Key", "Value"}, at);
      for (const auto& [key, value] : list[i].items())
        if (key != "Key" && key != "Value") fail(below(at, key), "is not a member of {Key, Value}");
    }
  }

 private:
  ClusterFile& file_;
  Reader reader_;
  Json vars_;
};

// Where it starts its instances: groups merged into the playbook's defaults, and fleets.
Json ansible_instance_groups(AnsibleArguments& arguments);
Json ansible_instance_fleets(AnsibleArguments& arguments, const Json& fleets);

}  // namespace sluice::cluster
