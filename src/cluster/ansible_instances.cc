// Instance groups and fleets as the reference builds them (spec cluster-file.md sections 3, 4 and 14).
#include <fmt/format.h>

#include "base/text.h"
#include "cluster/ansible_arguments.h"

namespace sluice::cluster {
namespace {

class Instances {
 public:
  explicit Instances(AnsibleArguments& arguments) : arguments_(arguments) {}

  Json default_groups() {
    auto or_default = [&](const char* key, Json otherwise) {
      return arguments_.var(key) ? *arguments_.var(key) : otherwise;
    };
    Json out = Json::object();
    for (const char* role : {"master", "core", "task"}) {
      const std::string name = role;
      out[name] = {{"num_instances", or_default((name + "_instance_num").c_str(), 1)},
                   {"type", or_default((name + "_instance_type").c_str(), "m1.medium")},
                   {"market", name == "task" ? "SPOT" : "ON_DEMAND"}};
    }
    out["task"]["bidprice"] = or_default("task_instance_bid", 0.03);
    return out;
  }

  // hash_behaviour=merge: what the user gives goes into the defaults, key by key.
  static void merge(Json& into, const Json& from) {
    for (const auto& [key, value] : from.items()) {
      if (value.is_object() && into.contains(key) && into[key].is_object())
        merge(into[key], value);
      else
        into[key] = value;
    }
  }

  Json instance_groups() {
    Json groups = default_groups();
    if (const Json* given = arguments_.var("instance_groups")) {
      if (!given->is_object()) {
        arguments_.fail("instance_groups", "must be a mapping");
        return Json::array();
      }
      merge(groups, *given);
    }
    Json out = Json::array();
    for (const auto& [role, group] : groups.items())
      if (Json body = group_body(role, group); !body.is_null()) out.push_back(std::move(body));
    return out;
  }

  Json group_body(const std::string& role, const Json& group) {
    const std::string path = "instance_groups." + role;
    if (!group.is_object()) {
      arguments_.fail(path, "must be a mapping");
      return nullptr;
    }
    const bool told = group.contains("num_instances");
    const std::optional<int64_t> read = told ? python_int(group["num_instances"]) : std::nullopt;
    const int64_t count = read ? *read : -1;
    if (!read) arguments_.fail(below(path, "num_instances"), "invalid literal for int()", "E140");
    if (read && count <= 0) return nullptr;
    if (!group.contains("type")) arguments_.fail(below(path, "type"), "KeyError: 'type'", "E141");
    Json out{{"Name", role},
             {"InstanceRole", base::to_upper_ascii(role)},
             {"InstanceType", group.value("type", Json())},
             {"InstanceCount", count}};
    if (group.contains("market")) put_market(group, path, out);
    if (Json ebs = ebs_of(group, path); !ebs.is_null()) out["EbsConfiguration"] = std::move(ebs);
    if (group.contains("type")) arguments_.members_are_strings(out, {"InstanceType"}, path);
    return out;
  }

  void put_market(const Json& group, const std::string& path, Json& out) {
    out["Market"] = group["market"];
    arguments_.members_are_strings(out, {"Market"}, below(path, "market"));
    if (group.contains("bidprice")) out["BidPrice"] = python_str(group["bidprice"]);
  }

  Json ebs_of(const Json& map, const std::string& path) {
    if (!map.contains("volume_size") && !map.contains("volume_type")) return nullptr;
    const auto size =
        map.contains("volume_size") ? python_int(map["volume_size"]) : std::optional<int64_t>(32);
    if (!size) arguments_.fail(below(path, "volume_size"), "invalid literal for int()");
    Json volume{{"VolumeType", map.value("volume_type", Json("gp2"))}, {"SizeInGB", size.value_or(32)}};
    arguments_.members_are_strings(volume, {"VolumeType"}, below(path, "volume_type"));
    return {{"EbsBlockDeviceConfigs", Json::array({{{"VolumeSpecification", std::move(volume)}}})},
            {"EbsOptimized", true}};
  }

  Json instance_fleets(const Json& fleets) {
    Json out = Json::array();
    if (!fleets.is_object()) {
      arguments_.fail("instance_fleets", "must be a mapping");
      return out;
    }
    for (const auto& [role, fleet] : fleets.items()) {
      if (!fleet.is_object())
        arguments_.fail("instance_fleets." + role, "must be a mapping");
      else if (Json body = fleet_body(role, fleet); !body.is_null())
        out.push_back(std::move(body));
    }
    return out;
  }

  Json whole(const Json& fleet, const char* key, int otherwise, const std::string& path) {
    if (!fleet.contains(key)) return otherwise;
    if (!fleet[key].is_number_integer())
      arguments_.fail(below(path, key), python_str(fleet[key]) + " is not an integer");
    return fleet[key];
  }

  Json fleet_body(const std::string& role, const Json& fleet) {
    const std::string path = "instance_fleets." + role;
    const bool spot = !fleet.contains("use_spot") || is_true(fleet["use_spot"]);
    const Json on_demand = whole(fleet, "on_demand_capacity", 0, path),
               of_spot = whole(fleet, "spot_capacity", 0, path);
    if (role == "core" && on_demand == 0 && of_spot == 0) return nullptr;
    Json out{{"Name", role}, {"InstanceFleetType", base::to_upper_ascii(role)}};
    if (role == "master") {
      out[spot ? "TargetSpotCapacity" : "TargetOnDemandCapacity"] = 1;
    } else {
      out["TargetOnDemandCapacity"] = on_demand;
      if (spot) out["TargetSpotCapacity"] = of_spot;
    }
    if (spot)
      out["LaunchSpecifications"] = {
          {"SpotSpecification",
           {{"TimeoutAction", fleet.contains("on_demand_fallback") && is_true(fleet["on_demand_fallback"])
                                  ? "SWITCH_TO_ON_DEMAND"
                                  : "TERMINATE_CLUSTER"},
            {"TimeoutDurationMinutes", whole(fleet, "bid_timeout_after", 15, path)}}}};
    out["InstanceTypeConfigs"] = type_configs(fleet, path);
    return out;
  }

  Json type_configs(const Json& fleet, const std::string& path) {
    Json types = fleet.value("instance_types", Json::array());
    if (types.is_object()) types = Json::array({types});
    if (!types.is_array()) {
      arguments_.fail(below(path, "instance_types"), "must be a list");
      return Json::array();
    }
    const Json ebs = ebs_of(fleet, path);
    Json out = Json::array();
    for (size_t i = 0; i < types.size(); ++i) {
      const Json& type = types[i];
      const std::string at = below(below(path, "instance_types"), i);
      if (!type.is_object() || !type.contains("type")) {
        arguments_.fail(at, "KeyError: 'type'", type.is_object() ? "E141" : "E104");
        continue;
      }
      Json config{{"InstanceType", type["type"]},
                  {"BidPriceAsPercentageOfOnDemandPrice",
                   type.value("bid_price_pct", fleet.value("bid_price_pct", Json(25)))},
                  {"WeightedCapacity", type.value("weight", Json(1))}};
      if (!config["InstanceType"].is_string()) arguments_.fail(below(at, "type"), "is not a string");
      if (!config["BidPriceAsPercentageOfOnDemandPrice"].is_number())
        arguments_.fail(below(at, "bid_price_pct"), "is not a number");
      if (!config["WeightedCapacity"].is_number_integer())
        arguments_.fail(below(at, "weight"), "is not an integer");
      if (!ebs.is_null()) config["EbsConfiguration"] = ebs;
      out.push_back(std::move(config));
    }
    return out;
  }

 private:
  AnsibleArguments& arguments_;
};

}  // namespace

Json ansible_instance_groups(AnsibleArguments& arguments) {
  return Instances(arguments).instance_groups();
}
Json ansible_instance_fleets(AnsibleArguments& arguments, const Json& fleets) {
  return Instances(arguments).instance_fleets(fleets);
}

}  // namespace sluice::cluster
