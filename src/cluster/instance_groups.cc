// instance_groups, and the old scalars master_instance_num …: spec cluster-file.md section 3.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "cluster/known_keys.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

constexpr std::array kRoles{"master", "core", "task"};

std::optional<std::string> market_of(Strict& strict, const YamlNode& group, const std::string& path) {
  const YamlNode* node = given(group, "market");
  if (!node) return std::nullopt;
  const auto text = strict.reader.text(*node, below(path, "market"));
  if (!text) return std::nullopt;
  std::string market = base::to_upper_ascii(*text);
  if (market == "ON_DEMAND" || market == "SPOT") return market;
  strict.reader.error("E142", below(path, "market"), node->mark, fmt::format("\"{}\" is not a market", *text),
                      "ON_DEMAND or SPOT");
  return std::nullopt;
}

void read_market(Strict& strict, const YamlNode& group, const std::string& role, const std::string& path,
                 Json& out) {
  const auto market = market_of(strict, group, path);
  if (market) out["Market"] = *market;
  const YamlNode* bid_node = given(group, "bidprice");
  const auto bid = bid_node ? strict.reader.price(*bid_node, below(path, "bidprice")) : std::nullopt;
  if (bid && market == "SPOT") out["BidPrice"] = *bid;
  if (bid_node && market != "SPOT" && (market || !given(group, "market")))
    strict.reader.warning("W140", below(path, "bidprice"), bid_node->mark,
                          "on-demand instances have no bid; it is not sent",
                          "market: SPOT, or leave the bid out");
  if (market != "SPOT") return;
  const SourceMark mark = given(group, "market")->mark;
  if (role == "master")
    strict.reader.warning("W141", below(path, "market"), mark,
                          "a spot master can be taken away, and the cluster with it", "market: ON_DEMAND");
  if (role == "core")
    strict.reader.warning("W142", below(path, "market"), mark,
                          "spot core nodes can be taken away, and HDFS blocks with them",
                          "market: ON_DEMAND for core; task nodes are the ones to buy on spot");
}

// Null: the group is left out.
Json group_of(Strict& strict, const YamlNode& group, const std::string& role) {
  const std::string path = "instance_groups." + role;
  if (!strict.reader.map(group, path)) return nullptr;
  strict.reader.keys(group, path, names(instance_group_keys()));
  const YamlNode* count_node = given(group, "num_instances");
  if (!count_node)
    strict.reader.error("E140", below(path, "num_instances"), strict.file.mark(below(path, "num_instances")),
                        "num_instances is missing", "num_instances: 1");
  int64_t count = 1;
  if (count_node)
    if (auto read = strict.reader.integer(*count_node, below(path, "num_instances"), "E140")) count = *read;
  if (count < 0)
    strict.reader.error("E140", below(path, "num_instances"), count_node->mark,
                        "there cannot be fewer than 0 instances");
  if (count == 0) return nullptr;
  const YamlNode* type_node = given(group, "type");
  const auto type = type_node ? strict.reader.text(*type_node, below(path, "type")) : std::nullopt;
  if (!type_node || (type && type->empty()))
    strict.reader.error("E141", below(path, "type"), strict.file.mark(below(path, "type")),
                        "the instance type is missing", "type: m5.xlarge");
  Json out{{"Name", role},
           {"InstanceRole", base::to_upper_ascii(role)},
           {"InstanceType", type.value_or("")},
           {"InstanceCount", count}};
  read_market(strict, group, role, path, out);
  if (Json ebs = ebs_of(strict, group, path); !ebs.is_null()) out["EbsConfiguration"] = std::move(ebs);
  if (const YamlNode* configurations = given(group, "configurations"))
    out["Configurations"] = configurations_of(strict, *configurations, below(path, "configurations"));
  return out;
}

void check_groups(Strict& strict, const Json& groups) {
  auto count = [&](const char* role) -> int64_t {
    for (const Json& group : groups)
      if (group["Name"] == role) return group["InstanceCount"];
    return 0;
  };
  const SourceMark mark = strict.file.mark("instance_groups");
  const bool three = count("master") == 3 && strict.at_least({5, 23, 0});
  if (count("master") != 1 && !three)
    strict.reader.error(
        "E145", "instance_groups.master.num_instances",
        strict.file.mark("instance_groups.master.num_instances"),
        fmt::format("a cluster has 1 master (or 3 from emr-5.23.0 on), not {}", count("master")),
        "num_instances: 1");
  if (count("task") > 0 && count("core") == 0)
    strict.reader.error("E147", "instance_groups.task", strict.file.mark("instance_groups.task"),
                        "task instances need at least one core instance: HDFS lives there",
                        "core: {num_instances: 1, …}");
}

Json groups_of_map(Strict& strict, const YamlNode& map) {
  Json out = Json::array();
  for (const char* role : kRoles)
    if (const YamlNode* group = given(map, role))
      if (Json body = group_of(strict, *group, role); !body.is_null()) out.push_back(std::move(body));
  for (size_t i = 0; i < map.entries.size(); ++i) {
    const std::string& role = map.entries[i].first;
    if (std::ranges::find(kRoles, role) == kRoles.end())
      strict.reader.error("E146", "instance_groups." + role, map.entry_marks[i],
                          fmt::format("\"{}\" is not a role", role), "master, core or task");
  }
  check_groups(strict, out);
  return out;
}

const std::vector<std::string>& scalar_keys() {
  static const std::vector<std::string> kKeys{
      "master_instance_num", "core_instance_num",  "task_instance_num", "master_instance_type",
      "core_instance_type",  "task_instance_type", "task_instance_bid"};
  return kKeys;
}

const YamlNode* any_scalar(const Strict& strict) {
  for (const std::string& key : scalar_keys())
    if (const YamlNode* node = strict.top(key)) return node;
  return nullptr;
}

Json group_of_scalars(Strict& strict, const std::string& role, std::vector<std::string>& defaulted) {
  const std::string num = role + "_instance_num", type = role + "_instance_type";
  const YamlNode* num_node = strict.top(num);
  const YamlNode* type_node = strict.top(type);
  if (!num_node) defaulted.push_back(num + ": 1");
  if (!type_node) defaulted.push_back(type + ": m1.medium");
  const int64_t count = num_node ? strict.reader.integer(*num_node, num, "E140").value_or(1) : 1;
  if (count < 0) strict.reader.error("E140", num, num_node->mark, "there cannot be fewer than 0 instances");
  const std::string instance = type_node ? strict.reader.text(*type_node, type).value_or("") : "m1.medium";
  if (count <= 0) return nullptr;
  Json out{{"Name", role},
           {"InstanceRole", base::to_upper_ascii(role)},
           {"InstanceType", instance},
           {"InstanceCount", count},
           {"Market", role == "task" ? "SPOT" : "ON_DEMAND"}};
  if (role != "task") return out;
  const YamlNode* bid = strict.top("task_instance_bid");
  if (!bid) defaulted.emplace_back("task_instance_bid: 0.03");
  const auto price =
      bid ? strict.reader.price(*bid, "task_instance_bid") : std::optional<std::string>("0.03");
  if (price) out["BidPrice"] = *price;
  return out;
}

Json groups_of_scalars(Strict& strict, const YamlNode& first) {
  Json out = Json::array();
  std::vector<std::string> defaulted;
  for (const char* role : kRoles)
    if (Json group = group_of_scalars(strict, role, defaulted); !group.is_null())
      out.push_back(std::move(group));
  if (!defaulted.empty())
    strict.reader.warning("W143", "instance_groups", first.mark, "filled in: " + base::join(defaulted, ", "),
                          "describe the groups under instance_groups: sluice cluster lint --fix");
  if (out.empty())
    strict.reader.error("E148", "instance_groups", first.mark, "no instances are asked for",
                        "describe the instances");
  else
    check_groups(strict, out);
  return out;
}

}  // namespace

void read_instances(Strict& strict) {
  const YamlNode* fleets = strict.top("instance_fleets");
  const YamlNode* groups = strict.top("instance_groups");
  const YamlNode* scalar = any_scalar(strict);
  if (fleets && !(fleets->is_map() && fleets->entries.empty())) {
    if (groups && !groups->entries.empty())
      strict.reader.warning("W150", "instance_groups", groups->mark,
                            "instance_fleets are used; these groups are not", "keep one of the two");
    return read_instance_fleets(strict);
  }
  if (groups && !strict.reader.map(*groups, "instance_groups")) return;
  if (groups && !groups->entries.empty()) {
    if (scalar)
      strict.reader.warning("W144", "instance_groups", scalar->mark,
                            "instance_groups are used; this key is not", "leave it out");
    strict.instances()["InstanceGroups"] = groups_of_map(strict, *groups);
  } else if (scalar) {
    strict.instances()["InstanceGroups"] = groups_of_scalars(strict, *scalar);
  } else {
    strict.reader.error(
        "E148", "instance_groups", strict.file.mark("instance_groups"), "no instances are asked for",
        "describe the instances: instance_groups: { master: {num_instances: 1, type: m5.xlarge}, … }");
  }
}

}  // namespace sluice::cluster
