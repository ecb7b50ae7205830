#include "emr/cluster_body.h"

namespace sluice::emr {
namespace {

using aws::Json;

void copy(const Json& from, const char* name, Json& to, const char* as = nullptr) {
  if (from.is_object() && from.contains(name) && !from[name].is_null()) to[as ? as : name] = from[name];
}

Json ebs_of(const Json& group) {
  if (!group.contains("EbsBlockDevices")) return nullptr;
  Json configs = Json::array();
  for (const Json& device : group["EbsBlockDevices"])
    configs.push_back({{"VolumeSpecification", device.value("VolumeSpecification", Json::object())}});
  return {{"EbsBlockDeviceConfigs", configs}, {"EbsOptimized", group.value("EbsOptimized", false)}};
}

Json group_body(const NodeGroup& group) {
  Json out{{"Name", group.name},
           {"InstanceRole", group.role},
           {"InstanceType", group.type},
           {"InstanceCount", group.requested}};
  for (const char* name : {"Market", "BidPrice", "Configurations"}) copy(group.json, name, out);
  if (Json ebs = ebs_of(group.json); !ebs.is_null()) out["EbsConfiguration"] = std::move(ebs);
  return out;
}

Json fleet_body(const NodeGroup& fleet) {
  Json out{{"Name", fleet.name}, {"InstanceFleetType", fleet.role}};
  for (const char* name : {"TargetOnDemandCapacity", "TargetSpotCapacity", "LaunchSpecifications"})
    copy(fleet.json, name, out);
  for (const Json& type : fleet.json.value("InstanceTypeSpecifications", Json::array())) {
    Json config = Json::object();
    for (const char* name : {"InstanceType", "WeightedCapacity", "BidPrice",
                             "BidPriceAsPercentageOfOnDemandPrice", "Configurations"})
      copy(type, name, config);
    if (Json ebs = ebs_of(type); !ebs.is_null()) config["EbsConfiguration"] = std::move(ebs);
    out["InstanceTypeConfigs"].push_back(std::move(config));
  }
  return out;
}

Json instances_body(const ClusterView& view) {
  const Json& attributes = view.cluster.value("Ec2InstanceAttributes", Json::object());
  Json out = Json::object();
  for (const char* name :
       {"Ec2KeyName", "Ec2SubnetId", "EmrManagedMasterSecurityGroup", "EmrManagedSlaveSecurityGroup",
        "ServiceAccessSecurityGroup", "AdditionalMasterSecurityGroups", "AdditionalSlaveSecurityGroups"})
    copy(attributes, name, out);
  copy(attributes, "RequestedEc2SubnetIds", out, "Ec2SubnetIds");
  if (attributes.contains("Ec2AvailabilityZone"))
    copy(attributes, "Ec2AvailabilityZone", out["Placement"], "AvailabilityZone");
  if (view.cluster.contains("AutoTerminate"))
    out["KeepJobFlowAliveWhenNoSteps"] = !view.cluster["AutoTerminate"].get<bool>();
  copy(view.cluster, "TerminationProtected", out);
  for (const NodeGroup& group : view.groups) {
    // A group that was taken away leaves its name behind.
    if (group.state == "TERMINATED" && group.requested == 0) continue;
    out[view.fleets ? "InstanceFleets" : "InstanceGroups"].push_back(view.fleets ? fleet_body(group)
                                                                                 : group_body(group));
  }
  return out;
}

Json step_body(const Json& step) {
  const Json& config = step.value("Config", Json::object());
  Json jar = Json::object();
  for (const char* name : {"Jar", "MainClass", "Args"}) copy(config, name, jar);
  if (config.contains("Properties"))
    for (const auto& [key, value] : config["Properties"].items())
      jar["Properties"].push_back({{"Key", key}, {"Value", value}});
  Json out{{"Name", step.value("Name", "")}, {"HadoopJarStep", std::move(jar)}};
  copy(step, "ActionOnFailure", out);
  return out;
}

}  // namespace

Json body_of(const ClusterView& view, const std::vector<Json>& bootstrap_actions,
             const std::vector<Json>& steps) {
  Json out{{"Name", view.name}};
  for (const char* name :
       {"LogUri", "ServiceRole", "ReleaseLabel", "Configurations", "EbsRootVolumeSize", "EbsRootVolumeIops",
        "EbsRootVolumeThroughput", "SecurityConfiguration", "CustomAmiId", "ScaleDownBehavior",
        "OSReleaseLabel", "LogEncryptionKmsKeyId", "StepConcurrencyLevel", "Tags"})
    copy(view.cluster, name, out);
  copy(view.cluster, "RequestedAmiVersion", out, "AmiVersion");
  if (view.cluster.contains("Ec2InstanceAttributes"))
    copy(view.cluster["Ec2InstanceAttributes"], "IamInstanceProfile", out, "JobFlowRole");
  for (const Json& application : view.cluster.value("Applications", Json::array()))
    out["Applications"].push_back({{"Name", application.value("Name", "")}});
  out["Instances"] = instances_body(view);
  for (const Json& action : bootstrap_actions)
    out["BootstrapActions"].push_back(
        {{"Name", action.value("Name", "")},
         {"ScriptBootstrapAction",
          {{"Path", action.value("ScriptPath", "")}, {"Args", action.value("Args", Json::array())}}}});
  for (const Json& step : steps) out["Steps"].push_back(step_body(step));
  return out;
}

}  // namespace sluice::emr
