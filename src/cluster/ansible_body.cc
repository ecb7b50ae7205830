#include "cluster/ansible_body.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "cluster/python_value.h"
#include "cluster/reader.h"

namespace sluice::cluster {
namespace {

constexpr const char* kScriptRunner = "s3://elasticmapreduce/libs/script-runner/script-runner.jar";

class Ansible {
 public:
  Ansible(ClusterFile& file, const Environment& environment, Diagnostics& findings)
      : file_(file), environment_(environment), reader_(findings), vars_(python_value(file.document)) {}

  void run() {
    file_.region = top_text("region", "us-east-1");
    file_.name = top_text("name", "ETL");
    release_ = top_text("release_label", "");
    Json& body = file_.body = Json::object();
    body["Name"] = file_.name;
    body["LogUri"] = log_uri();
    body["VisibleToAllUsers"] = true;
    body["JobFlowRole"] = top_text("role", "emr");
    body["ServiceRole"] = "EMR_DefaultRole";
    body["Instances"] = instances();
    body["Steps"] = steps();
    body["BootstrapActions"] = bootstrap_actions();
    body["Tags"] = tags();
    put_release(body);
    if (vars_.contains("ec2_attributes") && is_true(vars_["ec2_attributes"]))
      fail("ec2_attributes", "Ec2Attributes is not a parameter of RunJobFlow");
    put_root_volume(body);
  }

 private:
  // --- what the playbook gives

  const Json* var(const std::string& key) const {
    auto at = vars_.find(key);
    return at == vars_.end() ? nullptr : &*at;
  }
  void fail(const std::string& path, const std::string& message) {
    reader_.error("E104", path, file_.mark(path), message,
                  "the reference fails here; strict mode may accept it");
  }
  // A parameter of type str: Python's text of the value; an explicit null fails.
  std::string top_text(const std::string& key, const std::string& otherwise) {
    const Json* value = var(key);
    if (!value) return otherwise;
    if (value->is_null()) {
      if (key == "release_label" || key == "ami_version") return "";
      fail(key, "None is not a string");
      return otherwise;
    }
    return python_str(*value);
  }

  std::string log_uri() {
    const Json* value = var("log_uri");
    if (value && !value->is_null()) return python_str(*value);
    fail("log_uri", "None is not a string");
    return "";
  }

  std::string key_name() {
    if (var("keypair_name")) return top_text("keypair_name", "");
    return environment_("AWS_KEYPAIR_NAME").value_or("");
  }

  // --- what the module makes of it

  Json instances() {
    Json out{
        {"Ec2KeyName", key_name()}, {"KeepJobFlowAliveWhenNoSteps", true}, {"TerminationProtected", false}};
    put_subnets(out);
    out["AdditionalMasterSecurityGroups"] = security_groups("additional_master_security_groups");
    out["AdditionalSlaveSecurityGroups"] = security_groups("additional_slave_security_groups");
    for (const char* name : {"AdditionalMasterSecurityGroups", "AdditionalSlaveSecurityGroups"})
      if (out[name].is_null()) out.erase(name);
    const Json* fleets = var("instance_fleets");
    if (fleets && is_true(*fleets))
      out["InstanceFleets"] = instance_fleets(*fleets);
    else
      out["InstanceGroups"] = instance_groups();
    return out;
  }

  void put_subnets(Json& out) {
    const Json* value = var("vpc_subnet_id");
    if (!value || !is_true(*value)) return;
    if (value->is_string()) {
      out["Ec2SubnetId"] = *value;
      file_.subnets = {value->get<std::string>()};
    } else if (value->is_array()) {
      out["Ec2SubnetIds"] = *value;
      for (const Json& each : *value) file_.subnets.push_back(python_str(each));
      strings(*value, "vpc_subnet_id");
    } else {
      fail("vpc_subnet_id", fmt::format("vpc_subnet_id must be either a list or str. Found a {}.",
                                        value->is_object() ? "dict" : "scalar"));
    }
  }

  Json security_groups(const char* key) {
    const Json* value = var(key);
    if (!value) return Json::array();
    if (value->is_null()) return nullptr;
    Json out = Json::array();
    const std::string text = python_str(*value);
    if (value->is_array())
      out = *value;
    else
      for (std::string_view part : base::split(text, ',')) out.push_back(std::string(part));
    strings(out, key);
    return out;
  }

  // botocore: a list of texts.
  void strings(const Json& list, const std::string& path) {
    for (size_t i = 0; i < list.size(); ++i)
      if (!list[i].is_string()) fail(below(path, i), python_str(list[i]) + " is not a string");
  }

  Json default_groups() {
    auto or_default = [&](const char* key, Json otherwise) { return var(key) ? *var(key) : otherwise; };
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
    if (const Json* given = var("instance_groups")) {
      if (!given->is_object()) {
        fail("instance_groups", "must be a mapping");
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
      fail(path, "must be a mapping");
      return nullptr;
    }
    const auto count = group.contains("num_instances") ? python_int(group["num_instances"]) : std::nullopt;
    if (!count) fail(below(path, "num_instances"), "invalid literal for int()");
    if (count == 0) return nullptr;
    if (!group.contains("type")) fail(below(path, "type"), "KeyError: 'type'");
    std::string upper = role;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    Json out{{"Name", role},
             {"InstanceRole", upper},
             {"InstanceType", group.value("type", Json())},
             {"InstanceCount", count.value_or(0)}};
    if (group.contains("market")) put_market(group, path, out);
    if (Json ebs = ebs_of(group, path); !ebs.is_null()) out["EbsConfiguration"] = std::move(ebs);
    for (const char* name : {"InstanceType", "Market"})
      if (out.contains(name) && !out[name].is_string())
        fail(path, python_str(out[name]) + " is not a string");
    return out;
  }

  void put_market(const Json& group, const std::string& path, Json& out) {
    out["Market"] = group["market"];
    if (group["market"].is_null()) fail(below(path, "market"), "None is not a string");
    if (group.contains("bidprice")) out["BidPrice"] = python_str(group["bidprice"]);
  }

  Json ebs_of(const Json& map, const std::string& path) {
    if (!map.contains("volume_size") && !map.contains("volume_type")) return nullptr;
    const auto size =
        map.contains("volume_size") ? python_int(map["volume_size"]) : std::optional<int64_t>(32);
    if (!size) fail(below(path, "volume_size"), "invalid literal for int()");
    Json volume{{"VolumeType", map.value("volume_type", Json("gp2"))}, {"SizeInGB", size.value_or(32)}};
    return {{"EbsBlockDeviceConfigs", Json::array({{{"VolumeSpecification", std::move(volume)}}})},
            {"EbsOptimized", true}};
  }

  Json instance_fleets(const Json& fleets) {
    Json out = Json::array();
    for (const auto& [role, fleet] : fleets.items())
      if (Json body = fleet_body(role, fleet.is_object() ? fleet : Json::object()); !body.is_null())
        out.push_back(std::move(body));
    return out;
  }

  Json whole(const Json& fleet, const char* key, int otherwise, const std::string& path) {
    if (!fleet.contains(key)) return otherwise;
    if (!fleet[key].is_number_integer())
      fail(below(path, key), python_str(fleet[key]) + " is not an integer");
    return fleet[key];
  }

  Json fleet_body(const std::string& role, const Json& fleet) {
    const std::string path = "instance_fleets." + role;
    const bool spot = !fleet.contains("use_spot") || is_true(fleet["use_spot"]);
    const Json on_demand = whole(fleet, "on_demand_capacity", 0, path),
               of_spot = whole(fleet, "spot_capacity", 0, path);
    if (role == "core" && on_demand == 0 && of_spot == 0) return nullptr;
    std::string upper = role;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    Json out{{"Name", role}, {"InstanceFleetType", upper}};
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
    const Json ebs = ebs_of(fleet, path);
    Json out = Json::array();
    for (size_t i = 0; i < types.size(); ++i) {
      const Json& type = types[i];
      const std::string at = below(below(path, "instance_types"), i);
      if (!type.is_object() || !type.contains("type")) {
        fail(at, "KeyError: 'type'");
        continue;
      }
      Json config{{"InstanceType", type["type"]},
                  {"BidPriceAsPercentageOfOnDemandPrice",
                   type.value("bid_price_pct", fleet.value("bid_price_pct", Json(25)))},
                  {"WeightedCapacity", type.value("weight", Json(1))}};
      if (!config["InstanceType"].is_string()) fail(below(at, "type"), "is not a string");
      if (!config["BidPriceAsPercentageOfOnDemandPrice"].is_number())
        fail(below(at, "bid_price_pct"), "is not a number");
      if (!config["WeightedCapacity"].is_number_integer()) fail(below(at, "weight"), "is not an integer");
      if (!ebs.is_null()) config["EbsConfiguration"] = ebs;
      out.push_back(std::move(config));
    }
    return out;
  }

  Json steps() {
    Json out = Json::array();
    const Json* list = var("steps");
    if (!list || !is_true(*list)) return out;
    if (!list->is_array()) {
      fail("steps", "must be a list");
      return out;
    }
    if (holds_date(*list)) fail("steps", "a date is not JSON serializable");
    for (size_t i = 0; i < list->size(); ++i) {
      const std::string path = below("steps", i);
      if ((*list)[i].is_object())
        out.push_back(step_body((*list)[i], path));
      else
        fail(path, "must be a mapping");
    }
    return out;
  }

  Json step_body(const Json& step, const std::string& path) {
    const std::string type = step.contains("type") ? python_str(step["type"]) : "jar";
    Json jar = Json::object();
    if (step.contains("jar"))
      jar["Jar"] = step["jar"];
    else
      jar["Jar"] =
          type == "streaming" ? "/home/hadoop/contrib/streaming/hadoop-streaming.jar" : kScriptRunner;
    if (step.contains("main_class")) jar["MainClass"] = step["main_class"];
    if (step.contains("properties")) put_properties(step["properties"], path, jar);
    if (type == "hive_install" || type == "pig_install")
      jar["Args"] = install_args(step, type == "hive_install" ? "hive" : "pig");
    else if (step.contains("step_args"))
      put_args(step["step_args"], below(path, "step_args"), jar);
    Json out{{"Name", step.value("name", Json(type))}, {"HadoopJarStep", std::move(jar)}};
    if (step.contains("action_on_failure")) out["ActionOnFailure"] = step["action_on_failure"];
    for (const char* name : {"Name", "ActionOnFailure"})
      if (out.contains(name) && !out[name].is_string())
        fail(path, fmt::format("{} is not a string", python_str(out[name])));
    return out;
  }

  void put_properties(const Json& properties, const std::string& path, Json& jar) {
    if (!properties.is_array()) return fail(below(path, "properties"), "must be a list of {Key, Value}");
    jar["Properties"] = properties;
    for (const Json& each : properties)
      for (const auto& [key, value] : each.items())
        if (!value.is_string()) fail(below(path, "properties"), python_str(value) + " is not a string");
  }

  void put_args(const Json& args, const std::string& path, Json& jar) {
    if (!args.is_array()) return fail(path, "must be a list");
    jar["Args"] = args;
    strings(args, path);
    for (const Json& each : args)
      if (each.is_string() && each.get<std::string>().starts_with("s3://"))
        file_.s3_paths.push_back({path, each.get<std::string>(), file_.mark(path)});
  }

  static Json install_args(const Json& step, const std::string& tool) {
    const std::string base = "s3://elasticmapreduce/libs/" + tool + "/";
    const std::string version = tool + "_version";
    Json out{base + tool + "-script",
             "--base-path",
             base,
             "--install-" + tool,
             "--" + tool + "-versions",
             step.contains(version) ? python_str(step[version]) : "latest"};
    if (tool == "hive" && step.contains("hive_site"))
      out.push_back("--hive-site=" + python_str(step["hive_site"]));
    return out;
  }

  Json bootstrap_actions() {
    Json out = Json::array();
    const Json* actions = var("bootstrap_actions");
    if (!actions || !is_true(*actions)) return out;
    if (!actions->is_object()) {
      fail("bootstrap_actions", "must be a mapping");
      return out;
    }
    for (const auto& [name, action] : actions->items()) {
      const std::string path = below("bootstrap_actions", name);
      Json script = Json::object();
      if (action.is_object() && !action.contains("path")) fail(path, "KeyError: 'path'");
      script["Path"] = action.is_object() ? action.value("path", Json("")) : action;
      script["Args"] = action.is_object() && action.contains("args") && is_true(action["args"])
                           ? action["args"]
                           : Json::array();
      if (!script["Path"].is_string()) fail(path, "the path is not a string");
      if (script["Args"].is_array())
        strings(script["Args"], below(path, "args"));
      else
        fail(below(path, "args"), "must be a list");
      out.push_back({{"Name", name}, {"ScriptBootstrapAction", std::move(script)}});
    }
    return out;
  }

  Json tags() {
    Json out = Json::array();
    const Json* list = var("tags");
    if (list && list->is_object()) fail("tags", "must be a list");
    if (list && list->is_array()) out = *list;
    for (size_t i = 0; i < out.size(); ++i) {
      if (!out[i].is_object()) {
        fail(below("tags", i), "must be a mapping");
        continue;
      }
      for (const auto& [key, value] : out[i].items())
        if (!value.is_string()) fail(below(below("tags", i), key), python_str(value) + " is not a string");
    }
    out.push_back({{"Key", "ansible:emr:name"}, {"Value", file_.name}});
    return out;
  }

  // Release mode: Applications and Configurations; ami mode: NewSupportedProducts.
  void put_release(Json& body) {
    const Json products = applications();
    if (release_.empty()) {
      body["AmiVersion"] = top_text("ami_version", "2.4.11");
      if (!products.empty()) body["NewSupportedProducts"] = products;
      return;
    }
    body["ReleaseLabel"] = release_;
    if (!products.empty()) body["Applications"] = products;
    const Json* list = var("configurations");
    if (!list || !is_true(*list)) return;
    if (holds_date(*list)) return fail("configurations", "a date is not JSON serializable");
    body["Configurations"] = configurations(*list, "configurations");
  }

  Json applications() {
    Json out = Json::array();
    const Json* list = var("applications");
    if (!list || !list->is_array()) {
      if (list && is_true(*list)) fail("applications", "must be a list");
      return out;
    }
    for (size_t i = 0; i < list->size(); ++i) {
      const Json& each = (*list)[i];
      if (!each.is_object() || !each.contains("name")) {
        fail(below("applications", i), "KeyError: 'name'");
        continue;
      }
      if (!each["name"].is_string()) fail(below("applications", i), "the name is not a string");
      out.push_back(
          {{"Name", each["name"]},
           {"Args", each.contains("args") && is_true(each["args"]) ? each["args"] : Json::array()}});
    }
    return out;
  }

  Json configurations(const Json& list, const std::string& path) {
    Json out = Json::array();
    if (!list.is_array()) {
      fail(path, "must be a list");
      return out;
    }
    for (size_t i = 0; i < list.size(); ++i) {
      const Json& each = list[i];
      const std::string at = below(path, i);
      if (!each.is_object() || !each.contains("classification")) {
        fail(at, "KeyError: 'classification'");
        continue;
      }
      Json one{{"Classification", each["classification"]}};
      if (!one["Classification"].is_string()) fail(at, "the classification is not a string");
      if (each.contains("properties")) {
        one["Properties"] = each["properties"];
        if (!each["properties"].is_object())
          fail(below(at, "properties"), "must be a mapping");
        else
          for (const auto& [key, value] : each["properties"].items())
            if (!value.is_string())
              fail(below(below(at, "properties"), key), python_str(value) + " is not a string");
      }
      if (each.contains("configurations"))
        one["Configurations"] = configurations(each["configurations"], below(at, "configurations"));
      out.push_back(std::move(one));
    }
    return out;
  }

  void put_root_volume(Json& body) {
    const Json* size = var("ebs_root_volume_size");
    if (!size || size->is_null() || *size == "") return;
    const std::string text = python_str(*size);
    const auto value = base::parse_int(base::trim(text));
    if (!value) return fail("ebs_root_volume_size", fmt::format("invalid literal for int(): '{}'", text));
    body["EbsRootVolumeSize"] = *value;
  }

  ClusterFile& file_;
  const Environment& environment_;
  Reader reader_;
  Json vars_;
  std::string release_;
};

}  // namespace

void render_ansible(ClusterFile& file, const Environment& environment, Diagnostics& findings) {
  Ansible(file, environment, findings).run();
}

}  // namespace sluice::cluster
