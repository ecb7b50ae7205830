#include "emr/cluster_view.h"

#include <algorithm>

#include "aws/pages.h"

namespace sluice::emr {
namespace {

using aws::Json;

std::string text(const Json& json, const char* name) {
  return json.is_object() && json.contains(name) && json[name].is_string() ? json[name].get<std::string>()
                                                                           : "";
}
int number(const Json& json, const char* name) {
  return json.contains(name) && json[name].is_number() ? json[name].get<int>() : 0;
}

const Json& part(const Json& json, const char* name) {
  static const Json kNothing = Json::object();
  return json.is_object() && json.contains(name) ? json[name] : kNothing;
}

void take_state(NodeGroup& group, const Json& json) {
  const Json& status = part(json, "Status");
  group.id = text(json, "Id");
  group.name = text(json, "Name");
  group.state = text(status, "State");
  group.reason = text(part(status, "StateChangeReason"), "Message");
  group.json = json;
}

NodeGroup group_of(const Json& json) {
  NodeGroup group;
  take_state(group, json);
  group.role = text(json, "InstanceGroupType");
  group.type = text(json, "InstanceType");
  group.requested = number(json, "RequestedInstanceCount");
  group.running = number(json, "RunningInstanceCount");
  return group;
}

NodeGroup fleet_of(const Json& json) {
  NodeGroup fleet;
  take_state(fleet, json);
  fleet.role = text(json, "InstanceFleetType");
  const Json& types = part(json, "InstanceTypeSpecifications");
  if (types.is_array() && !types.empty()) fleet.type = text(types[0], "InstanceType");
  fleet.requested = number(json, "TargetOnDemandCapacity") + number(json, "TargetSpotCapacity");
  fleet.running = number(json, "ProvisionedOnDemandCapacity") + number(json, "ProvisionedSpotCapacity");
  return fleet;
}

}  // namespace

std::optional<std::string> ClusterView::tag(const std::string& key) const {
  for (const Json& each : part(cluster, "Tags"))
    if (text(each, "Key") == key) return text(each, "Value");
  return std::nullopt;
}

bool ClusterView::all_groups_running() const {
  return std::ranges::all_of(groups, [](const NodeGroup& group) {
    return group.state == "RUNNING" || group.requested == 0 || group.state == "TERMINATED";
  });
}

Result<ClusterView> view_cluster(aws::Api& api, const std::string& id) {
  SLUICE_TRY(Json reply, api.call("emr", "DescribeCluster", {{"ClusterId", id}}));
  ClusterView view;
  view.cluster = std::move(reply.at("Cluster"));
  const Json& status = part(view.cluster, "Status");
  view.id = id;
  view.name = text(view.cluster, "Name");
  view.state = text(status, "State");
  view.reason_code = text(part(status, "StateChangeReason"), "Code");
  view.reason = text(part(status, "StateChangeReason"), "Message");
  view.fleets = text(view.cluster, "InstanceCollectionType") == "INSTANCE_FLEET";
  SLUICE_TRY(const std::vector<Json> groups,
             aws::list_all(api, "emr", view.fleets ? "ListInstanceFleets" : "ListInstanceGroups",
                           {{"ClusterId", id}}));
  for (const Json& group : groups) view.groups.push_back(view.fleets ? fleet_of(group) : group_of(group));
  return view;
}

Result<std::optional<MasterNode>> find_master(aws::Api& api, const ClusterView& view) {
  Json input{{"ClusterId", view.id}, {"InstanceStates", {"RUNNING"}}};
  if (view.fleets)
    input["InstanceFleetType"] = "MASTER";
  else
    input["InstanceGroupTypes"] = {"MASTER"};
  SLUICE_TRY(const std::vector<Json> nodes, aws::list_all(api, "emr", "ListInstances", input));
  if (nodes.empty()) return std::nullopt;
  const Json& last = nodes.back();
  return MasterNode{text(last, "Ec2InstanceId"), text(last, "PrivateIpAddress"),
                    text(last, "PublicIpAddress"), text(view.cluster, "MasterPublicDnsName")};
}

Result<std::vector<Json>> list_steps(aws::Api& api, const std::string& id) {
  return aws::list_all(api, "emr", "ListSteps", {{"ClusterId", id}});
}

}  // namespace sluice::emr
