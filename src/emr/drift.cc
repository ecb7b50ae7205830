#include "emr/drift.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cluster/cluster_file.h"

namespace sluice::emr {
namespace {

using aws::Json;

void copy(const Json& from, const char* name, Json& to, const char* as = nullptr) {
  if (from.is_object() && from.contains(name) && !from[name].is_null()) to[as ? as : name] = from[name];
}

// EMR gives log folders back as "s3n://logs/".
std::string log_folder(std::string uri) {
  if (uri.starts_with("s3n://") || uri.starts_with("s3a://")) uri.erase(2, 1);
  while (uri.ends_with('/')) uri.pop_back();
  return uri;
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

// What a list's elements are called: groups by role, tags by key, the rest by place.
std::string name_of(const Json& element, size_t place) {
  for (const char* key : {"InstanceRole", "InstanceFleetType", "Key", "Classification"})
    if (element.is_object() && element.contains(key)) return element[key].get<std::string>();
  return std::to_string(place);
}

bool named_elements(const Json& list) {
  return !list.empty() && name_of(list[0], 0) != "0";
}

std::string shown(const Json* value) {
  return value ? value->dump() : std::string();
}

class Comparison {
 public:
  void compare(const std::string& path, const Json& want, const Json* have) {
    if (have && want.is_object() && have->is_object()) return compare_objects(path, want, *have);
    if (have && want.is_array() && have->is_array() && (named_elements(want) || named_elements(*have)))
      return compare_lists(path, want, *have);
    if (path == "Steps" && have && is_prefix(want, *have)) return;
    if (!have || !same(path, want, *have)) found.push_back({path, want.dump(), shown(have)});
  }
  std::vector<Difference> found;

 private:
  static bool same(const std::string& path, const Json& want, const Json& have) {
    if (want == have) return true;
    // "0.8" and "0.80" are the same bid.
    if (path.ends_with("BidPrice") && want.is_string() && have.is_string())
      return std::strtod(want.get<std::string>().c_str(), nullptr) ==
             std::strtod(have.get<std::string>().c_str(), nullptr);
    return false;
  }

  static bool is_prefix(const Json& want, const Json& have) {
    return want.size() <= have.size() && std::equal(want.begin(), want.end(), have.begin());
  }

  void compare_objects(const std::string& path, const Json& want, const Json& have) {
    for (const auto& [key, value] : want.items())
      compare(path.empty() ? key : path + "." + key, value, have.contains(key) ? &have[key] : nullptr);
  }

  void compare_lists(const std::string& path, const Json& want, const Json& have) {
    std::map<std::string, const Json*> left;
    for (size_t i = 0; i < have.size(); ++i) left[name_of(have[i], i)] = &have[i];
    for (size_t i = 0; i < want.size(); ++i) {
      const std::string name = name_of(want[i], i);
      auto at = left.find(name);
      compare(path + "[" + name + "]", want[i], at == left.end() ? nullptr : at->second);
      if (at != left.end()) left.erase(at);
    }
    // Nobody asked for these: a group costs money, a further tag is somebody else's business.
    if (path.ends_with("InstanceGroups") || path.ends_with("InstanceFleets"))
      for (const auto& [name, element] : left)
        found.push_back({path + "[" + name + "]", "", element->dump()});
  }
};

// Both sides in the form in which they can be told apart: what EMR adds or spells in its own way is gone.
Json comparable(const Json& body) {
  Json out = cluster::normal_form(body);
  if (out.contains("LogUri")) out["LogUri"] = log_folder(out["LogUri"]);
  if (out.contains("Applications")) {
    std::vector<std::string> names;
    for (const Json& application : out["Applications"]) names.push_back(application.value("Name", ""));
    std::ranges::sort(names);
    out["Applications"] = names;
  }
  if (out.contains("Steps"))
    for (Json& step : out["Steps"])  // two names of the same
      if (step.value("ActionOnFailure", "") == "TERMINATE_JOB_FLOW")
        step["ActionOnFailure"] = "TERMINATE_CLUSTER";
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

std::vector<Difference> differences(const Json& want, const Json& have) {
  Comparison comparison;
  const Json comparable_have = comparable(have);
  comparison.compare("", comparable(want), &comparable_have);
  return std::move(comparison.found);
}

std::string to_text(const std::vector<Difference>& differences) {
  std::string out;
  for (const Difference& each : differences) {
    out += each.path + "\n";
    if (!each.have.empty()) out += "  - " + each.have + "    (the cluster)\n";
    if (!each.want.empty()) out += "  + " + each.want + "    (the file)\n";
  }
  return out;
}

Json to_json(const std::vector<Difference>& differences) {
  Json out = Json::array();
  for (const Difference& each : differences)
    out.push_back({{"path", each.path}, {"want", each.want}, {"have", each.have}});
  return out;
}

}  // namespace sluice::emr
