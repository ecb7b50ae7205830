#include "cluster/file_schema.h"

#include "base/text.h"
#include "cluster/known_keys.h"

namespace sluice::cluster {
namespace {

Json reference(const char* name) {
  return {{"$ref", std::string("#/$defs/") + name}};
}

// A number stands for its text, and a template may stand for anything but a list or a map.
Json types_of(const Key& key) {
  Json out = Json::array();
  bool scalar = false, text = false;
  for (std::string_view type : base::split(key.type, '|')) {
    out.push_back(std::string(type));
    scalar |= type == "integer" || type == "number" || type == "boolean";
    text |= type == "string";
  }
  if (scalar && !text) out.push_back("string");
  if (text && !scalar)
    for (const char* type : {"number", "boolean"}) out.push_back(type);
  out.push_back("null");
  return out;
}

Json object_of(const std::vector<Key>& keys, bool others) {
  Json properties = Json::object();
  for (const Key& key : keys) properties[key.name] = {{"description", key.meaning}, {"type", types_of(key)}};
  Json out{{"type", "object"}, {"properties", std::move(properties)}};
  if (!others) out["additionalProperties"] = false;
  return out;
}

// One of these words in any case that is read, or a template.
Json words(std::initializer_list<const char*> known) {
  Json list = Json::array();
  for (const char* word : known) list.push_back(word);
  return Json::array(
      {{{"enum", std::move(list)}}, {{"type", "string"}, {"pattern", "\\{\\{"}}, {{"type", "null"}}});
}

Json items(const char* name) {
  return {{"items", reference(name)}};
}

// A map whose values are of one form.
Json values(Json form) {
  return {{"additionalProperties", std::move(form)}};
}

Json roles(const char* name) {
  Json properties = Json::object();
  for (const char* role : {"master", "core", "task"}) properties[role] = reference(name);
  return {{"properties", std::move(properties)}, {"additionalProperties", false}};
}

void add(Json& object, const char* key, Json more) {
  for (auto& [name, value] : more.items()) object["properties"][key][name] = std::move(value);
}

Json definitions() {
  Json text{{"type", {"string", "number", "boolean"}}};
  Json group = object_of(instance_group_keys(), false);
  Json market = words({});
  market[0] = {{"type", "string"}, {"pattern", "^([Oo][Nn]_[Dd][Ee][Mm][Aa][Nn][Dd]|[Ss][Pp][Oo][Tt])$"}};
  add(group, "market", {{"anyOf", std::move(market)}});
  add(group, "configurations", items("configuration"));
  group["required"] = {"num_instances"};
  // A group of none is left out, whatever else it lacks.
  group["if"] = {{"properties", {{"num_instances", {{"enum", {0, "0"}}}}}}};
  group["else"] = {{"required", Json::array({"type"})}};
  Json fleet = object_of(instance_fleet_keys(), false);
  add(fleet, "instance_types", {{"items", {{"anyOf", {reference("instance_type"), {{"type", "string"}}}}}}});
  for (Json* each : {&group, &fleet})
    add(*each, "volume_type", {{"anyOf", words({"gp2", "gp3", "io1", "st1", "sc1", "standard"})}});
  Json configuration = object_of(configuration_keys(), false);
  add(configuration, "properties", values(text));
  add(configuration, "configurations", items("configuration"));
  configuration["required"] = {"classification"};
  Json step = object_of(step_keys(), false);
  add(step, "type",
      {{"anyOf",
        words({"script", "jar", "command", "streaming", "hive", "pig", "hive_install", "pig_install"})}});
  add(step, "action_on_failure",
      {{"anyOf", words({"TERMINATE_CLUSTER", "TERMINATE_JOB_FLOW", "CANCEL_AND_WAIT", "CONTINUE"})}});
  for (const char* list : {"step_args", "hive_args", "pig_args", "input"}) add(step, list, {{"items", text}});
  Json instance_type = object_of(instance_type_keys(), false);
  instance_type["required"] = {"type"};
  Json application = object_of(application_keys(), false);
  application["required"] = {"name"};
  Json action = object_of(bootstrap_action_keys(), false);
  action["required"] = {"path"};
  Json user = object_of(user_keys(), false);
  user["required"] = {"name"};
  add(user, "type", {{"anyOf", words({"admin", "restricted"})}});
  return {{"instance_group", group},
          {"instance_fleet", fleet},
          {"instance_type", instance_type},
          {"configuration", configuration},
          {"step", step},
          {"application", application},
          {"bootstrap_action", action},
          {"user", user}};
}

}  // namespace

Json file_schema() {
  Json root = object_of(top_level_keys(), true);
  add(root, "instance_groups", roles("instance_group"));
  add(root, "instance_fleets", roles("instance_fleet"));
  add(root, "steps", items("step"));
  add(root, "configurations", items("configuration"));
  add(root, "applications", {{"items", {{"anyOf", {reference("application"), {{"type", "string"}}}}}}});
  Json action = {{"anyOf", {reference("bootstrap_action"), {{"type", "string"}}}}};
  Json actions = values(std::move(action));
  actions["items"] = reference("bootstrap_action");
  add(root, "bootstrap_actions", std::move(actions));
  add(root, "user_info", items("user"));
  root["properties"]["state"] = false;
  root["required"] = {"name"};
  Json out{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
           {"title", "Cluster file of sluice"},
           {"description", "An EMR cluster: EXTRA_VARS=\"@cluster.yml\" make provision.emr"}};
  out.update(root);
  out["$defs"] = definitions();
  return out;
}

}  // namespace sluice::cluster
