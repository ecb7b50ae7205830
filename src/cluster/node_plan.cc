#include "cluster/node_plan.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cluster/default_volumes.h"

namespace sluice::cluster {
namespace {

std::optional<double> dollars(const Json& json, const char* key) {
  if (!json.contains(key) || !json[key].is_string()) return std::nullopt;
  try {
    return std::stod(json[key].get<std::string>());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

PlannedType type_of(const Json& json, const std::string& release) {
  PlannedType out;
  out.type = json.value("InstanceType", "");
  out.weight = std::max(1, json.value("WeightedCapacity", 1));
  out.bid = dollars(json, "BidPrice");
  if (json.contains("BidPriceAsPercentageOfOnDemandPrice"))
    out.bid_percent = json["BidPriceAsPercentageOfOnDemandPrice"].get<double>();
  out.ebs = json.contains("EbsConfiguration") ? json["EbsConfiguration"] : default_volumes(out.type, release);
  return out;
}

PlannedGroup group_of(const Json& json, const std::string& release) {
  PlannedGroup out;
  out.role = json.value("InstanceRole", "");
  out.name = json.value("Name", out.role);
  out.path = "instance_groups." + base::to_lower_ascii(out.role);
  const int count = json.value("InstanceCount", 0);
  (json.value("Market", "ON_DEMAND") == "SPOT" ? out.spot : out.on_demand) = count;
  out.types = {type_of(json, release)};
  if (json.contains("Configurations")) out.configurations = json["Configurations"];
  return out;
}

PlannedGroup fleet_of(const Json& json, const std::string& release) {
  PlannedGroup out;
  out.fleet = true;
  out.role = json.value("InstanceFleetType", "");
  out.name = json.value("Name", out.role);
  out.path = "instance_fleets." + base::to_lower_ascii(out.role);
  out.on_demand = json.value("TargetOnDemandCapacity", 0);
  out.spot = json.value("TargetSpotCapacity", 0);
  for (const Json& type : json.value("InstanceTypeConfigs", Json::array()))
    out.types.push_back(type_of(type, release));
  return out;
}

}  // namespace

int PlannedGroup::most_instances(size_t i) const {
  const int weight = types[i].weight;
  return (on_demand + weight - 1) / weight + (spot + weight - 1) / weight;
}

std::vector<PlannedGroup> planned_groups(const Json& body) {
  std::vector<PlannedGroup> out;
  const Json instances = body.value("Instances", Json::object());
  const std::string release = body.value("ReleaseLabel", "");
  for (const Json& group : instances.value("InstanceGroups", Json::array()))
    out.push_back(group_of(group, release));
  for (const Json& fleet : instances.value("InstanceFleets", Json::array()))
    out.push_back(fleet_of(fleet, release));
  return out;
}

int most_nodes(const std::vector<PlannedGroup>& groups) {
  int sum = 0;
  for (const PlannedGroup& group : groups) {
    int most = 0;
    for (size_t i = 0; i < group.types.size(); ++i) most = std::max(most, group.most_instances(i));
    sum += most;
  }
  return sum;
}

std::vector<std::string> types_of(const std::vector<PlannedGroup>& groups) {
  std::set<std::string> names;
  for (const PlannedGroup& group : groups)
    for (const PlannedType& type : group.types) names.insert(type.type);
  return {names.begin(), names.end()};
}

}  // namespace sluice::cluster
