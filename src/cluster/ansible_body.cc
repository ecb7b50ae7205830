#include "cluster/ansible_body.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "cluster/ansible_arguments.h"

namespace sluice::cluster {
namespace {

constexpr const char* kScriptRunner = "s3://elasticmapreduce/libs/script-runner/script-runner.jar";

class Ansible : AnsibleArguments {
 public:
  Ansible(ClusterFile& file, const Environment& environment, Diagnostics& findings)
      : AnsibleArguments(file, findings), file_(file), environment_(environment) {}

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
    if (const Json* attributes = var("ec2_attributes"); attributes && is_true(*attributes))
      fail("ec2_attributes", "Ec2Attributes is not a parameter of RunJobFlow");
    put_root_volume(body);
  }

 private:
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
      out["InstanceFleets"] = ansible_instance_fleets(*this, *fleets);
    else
      out["InstanceGroups"] = ansible_instance_groups(*this);
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
      fail("vpc_subnet_id",
           fmt::format("vpc_subnet_id must be either a list or str. Found a {}.",
                       value->is_object() ? "dict" : "scalar"),
           "E133");
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
    members_are_strings(jar, {"Jar", "MainClass"}, path);
    Json out{{"Name", step.value("name", step.value("type", Json(type)))}, {"HadoopJarStep", std::move(jar)}};
    if (step.contains("action_on_failure")) out["ActionOnFailure"] = step["action_on_failure"];
    members_are_strings(out, {"Name", "ActionOnFailure"}, path);
    return out;
  }

  void put_properties(const Json& properties, const std::string& path, Json& jar) {
    if (!properties.is_array()) return fail(below(path, "properties"), "must be a list of {Key, Value}");
    jar["Properties"] = properties;
    pairs(properties, below(path, "properties"));
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
      list_of_strings(script["Args"], below(path, "args"));
      out.push_back({{"Name", name}, {"ScriptBootstrapAction", std::move(script)}});
    }
    return out;
  }

  Json tags() {
    Json out = Json::array();
    const Json* list = var("tags");
    if (list && list->is_array())
      out = *list;
    else if (list && is_true(*list))
      fail("tags", "must be a list");
    pairs(out, "tags");
    out.push_back({{"Key", "ansible:emr:name"}, {"Value", file_.name}});
    return out;
  }

  // Release mode: Applications and Configurations; ami mode: NewSupportedProducts.
  void put_release(Json& body) {
    const Json products = applications();
    if (release_.empty()) {
      body["AmiVersion"] = top_text("ami_version", "2.4.11");
      if (const Json* version = var("ami_version"); version && version->is_null())
        fail("ami_version", "None is not a string");
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
      const std::string path = below("applications", i);
      if (!each["name"].is_string()) fail(path, "the name is not a string");
      const bool has_args = each.contains("args") && is_true(each["args"]);
      Json args = has_args ? each["args"] : Json::array();
      list_of_strings(args, below(path, "args"));
      out.push_back({{"Name", each["name"]}, {"Args", std::move(args)}});
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
        fail(at, "KeyError: 'classification'", each.is_object() ? "E171" : "E104");
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
              fail(below(below(at, "properties"), key), python_str(value) + " is not a string",
                   value.is_null() ? "E170" : "E104");
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
  std::string release_;
};

}  // namespace

void render_ansible(ClusterFile& file, const Environment& environment, Diagnostics& findings) {
  Ansible(file, environment, findings).run();
}

}  // namespace sluice::cluster
