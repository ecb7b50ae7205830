// Key, subnets, zone, security groups: spec cluster-file.md sections 2 and 9.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "base/text.h"
#include "cluster/known_keys.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

// "subnet-0abc1234": the prefix and letters or digits, no list of them.
bool is_id(const std::string& text, std::string_view prefix) {
  return text.starts_with(prefix) && text.size() > prefix.size() &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(prefix.size()), text.end(),
                     [](unsigned char c) { return std::isalnum(c); });
}

bool same(const YamlNode& a, const YamlNode& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size()) return false;
  for (size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  return true;
}

// Where a proper key's value stands: under itself, or under an alias.
struct Found {
  const YamlNode* node = nullptr;
  std::string path;
};

Found find(Strict& strict, const std::string& key) {
  Found found{strict.top(key), key};
  const YamlNode* attributes = strict.top("ec2_attributes");
  if (!attributes || !attributes->is_map()) return found;
  for (const Alias& alias : ec2_attributes()) {
    const YamlNode* node = alias.proper == key ? given(*attributes, alias.in_attributes) : nullptr;
    if (!node) continue;
    const std::string path = std::string("ec2_attributes.") + alias.in_attributes;
    if (found.node && !same(*found.node, *node))
      strict.reader.error("E131", path, node->mark, fmt::format("{} says something else", found.path),
                          "keep one");
    if (!found.node) found = {node, path};
  }
  return found;
}

// The item of a list that says so; else the whole.
Found item_of(const Found& found, const std::string& text) {
  for (size_t i = 0; i < found.node->items.size(); ++i)
    if (const YamlNode& item = found.node->items[i]; base::trim(item.text) == text)
      return {&item, below(found.path, i)};
  return found;
}

void check_attributes(Strict& strict) {
  const YamlNode* attributes = strict.top("ec2_attributes");
  if (!attributes || !strict.reader.map(*attributes, "ec2_attributes")) return;
  std::vector<std::string> known;
  for (const Alias& alias : ec2_attributes()) known.emplace_back(alias.in_attributes);
  strict.reader.keys(*attributes, "ec2_attributes", known);
}

void read_key(Strict& strict) {
  const Found found = find(strict, "keypair_name");
  std::optional<std::string> key;
  if (found.node)
    key = strict.reader.text(*found.node, found.path);
  else
    key = strict.environment("AWS_KEYPAIR_NAME").value_or("");
  if (!key) return;
  if (key->empty())
    strict.reader.error(
        "E121", "keypair_name", strict.file.mark("keypair_name"), "no EC2 key pair is given",
        "keypair_name: <name of a key pair in this region>, or the variable AWS_KEYPAIR_NAME");
  else
    strict.instances()["Ec2KeyName"] = *key;
}

std::vector<std::string> subnets_of(Strict& strict, const Found& found) {
  if (found.node->is_map()) {
    strict.reader.error("E133", found.path, found.node->mark,
                        "vpc_subnet_id must be either a list or str. Found a dict.",
                        "vpc_subnet_id: subnet-…");
    return {};
  }
  std::vector<std::string> subnets = strict.reader.texts(*found.node, found.path);
  std::erase(subnets, "");
  return subnets;
}

bool has_fleets(const Strict& strict) {
  const YamlNode* fleets = strict.top("instance_fleets");
  return fleets && fleets->is_map() && !fleets->entries.empty();
}

void read_subnets(Strict& strict) {
  const Found found = find(strict, "vpc_subnet_id");
  if (found.node) strict.file.subnets = subnets_of(strict, found);
  const std::vector<std::string>& subnets = strict.file.subnets;
  for (const std::string& subnet : subnets)
    if (const Found at = item_of(found, subnet); !is_id(subnet, "subnet-"))
      strict.reader.error("E104", at.path, at.node->mark,
                          fmt::format("\"{}\" is not the id of a subnet (subnet-…)", subnet));
  if (!subnets.empty()) {
    if (has_fleets(strict) && found.node->is_sequence())
      strict.instances()["Ec2SubnetIds"] = subnets;
    else
      strict.instances()["Ec2SubnetId"] = subnets.front();
  }
  const Found zone = find(strict, "availability_zone");
  if (!zone.node) return;
  const auto text = strict.reader.text(*zone.node, zone.path);
  if (!text || text->empty()) return;
  if (!subnets.empty())
    strict.reader.error("E130", zone.path, zone.node->mark, "a subnet is in a zone already",
                        "keep vpc_subnet_id");
  else
    strict.instances()["Placement"] = {{"AvailabilityZone", *text}};
}

std::vector<std::string> groups_of(Strict& strict, const Found& found) {
  std::vector<std::string> out;
  if (found.node->is_scalar()) {
    if (auto text = strict.reader.text(*found.node, found.path))
      for (std::string_view part : base::split(*text, ',')) out.emplace_back(base::trim(part));
  } else {
    out = strict.reader.texts(*found.node, found.path);
    for (std::string& each : out) each = base::trim(each);
  }
  std::erase(out, "");
  return out;
}

bool is_group(Strict& strict, const Found& found, const std::string& id) {
  if (is_id(id, "sg-")) return true;
  const Found at = item_of(found, id);
  strict.reader.error("E104", at.path, at.node->mark,
                      fmt::format("\"{}\" is not the id of a security group (sg-…)", id));
  return false;
}

void read_additional_groups(Strict& strict, const char* key, const char* field) {
  const Found found = find(strict, key);
  if (!found.node) return;
  const std::vector<std::string> groups = groups_of(strict, found);
  for (const std::string& id : groups) is_group(strict, found, id);
  if (groups.size() > 4)
    strict.reader.error("E104", found.path, found.node->mark,
                        fmt::format("{} security groups; EMR takes at most 4", groups.size()));
  if (!groups.empty()) strict.instances()[field] = groups;
}

Found read_one_group(Strict& strict, const char* key, const char* field) {
  const Found found = find(strict, key);
  if (!found.node) return found;
  const auto id = strict.reader.text(*found.node, found.path);
  if (!id || id->empty()) return {};
  if (is_group(strict, found, *id)) strict.instances()[field] = *id;
  return found;
}

}  // namespace

void read_placement(Strict& strict) {
  check_attributes(strict);
  read_key(strict);
  read_subnets(strict);
  read_additional_groups(strict, "additional_master_security_groups", "AdditionalMasterSecurityGroups");
  read_additional_groups(strict, "additional_slave_security_groups", "AdditionalSlaveSecurityGroups");
  const Found master =
      read_one_group(strict, "emr_managed_master_security_group", "EmrManagedMasterSecurityGroup");
  const Found slave =
      read_one_group(strict, "emr_managed_slave_security_group", "EmrManagedSlaveSecurityGroup");
  read_one_group(strict, "service_access_security_group", "ServiceAccessSecurityGroup");
  if (!master.node != !slave.node) {
    const Found& there = master.node ? master : slave;
    strict.reader.error("E132", there.path, there.node->mark,
                        "EMR wants both managed security groups or neither",
                        "give emr_managed_master_security_group and emr_managed_slave_security_group");
  }
  const Found profile = find(strict, "role");
  const YamlNode* old_role = strict.top("job_flow_role");
  const bool aliased = profile.node && profile.path != "role";
  if (aliased && old_role && !same(*profile.node, *old_role))
    strict.reader.error("E131", profile.path, profile.node->mark, "job_flow_role says something else",
                        "keep one");
  if (aliased && !old_role)
    if (auto text = strict.reader.text(*profile.node, profile.path)) strict.body()["JobFlowRole"] = *text;
}

}  // namespace sluice::cluster
