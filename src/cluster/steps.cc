// steps: spec cluster-file.md section 8.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/text.h"
#include "cluster/known_keys.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

using Texts = std::vector<std::string>;

class Step {
 public:
  Step(Strict& strict, const YamlNode& node, std::string path)
      : strict_(strict), node_(node), path_(std::move(path)) {}

  Json body() {
    strict_.reader.keys(node_, path_, names(step_keys()));
    const std::string type = text("type", "jar");
    Json jar = Json::object();
    fill(type, jar);
    if (own("main_class")) jar["MainClass"] = text("main_class", "");
    if (own("properties"))
      if (Json properties = properties_of(*own("properties")); !properties.empty())
        jar["Properties"] = std::move(properties);
    const std::string name = text("name", type);
    if (base::first_characters(name, 256).size() < name.size())
      strict_.reader.error("E104", at("name"), (own("name") ? own("name") : own("type"))->mark,
                           "a name has at most 256 characters");
    Json out{{"Name", name}, {"HadoopJarStep", std::move(jar)}};
    if (auto action = action_on_failure()) out["ActionOnFailure"] = *action;
    return out;
  }

 private:
  const YamlNode* own(const char* key) const { return given(node_, key); }
  std::string at(const std::string& key) const { return below(path_, key); }
  std::string text(const char* key, const std::string& otherwise) {
    if (!own(key)) return otherwise;
    const std::string found = strict_.reader.text(*own(key), at(key)).value_or(otherwise);
    return found;
  }
  Texts texts(const char* key) { return own(key) ? strict_.reader.texts(*own(key), at(key)) : Texts{}; }

  std::string library(const std::string& below_bucket) const {
    const std::string& region = strict_.file.region;
    return (region == "us-east-1" ? "s3://elasticmapreduce/" : "s3://" + region + ".elasticmapreduce/") +
           below_bucket;
  }

  // The jar given, else `otherwise`; the arguments, remembered where they are addresses.
  void put(Json& jar, const std::string& otherwise, Texts arguments) {
    jar["Jar"] = text("jar", otherwise);
    if (own("jar")) strict_.remember_s3(at("jar"), jar["Jar"], own("jar")->mark);
    if (!arguments.empty()) jar["Args"] = std::move(arguments);
    remember_arguments();
  }

  void remember_arguments() {
    const YamlNode* list = own("step_args");
    if (!list) return;
    if (list->is_scalar()) strict_.remember_s3(at("step_args"), list->text, list->mark);
    for (size_t i = 0; i < list->items.size(); ++i)
      if (list->items[i].is_scalar())
        strict_.remember_s3(below(at("step_args"), i), list->items[i].text, list->items[i].mark);
  }

  void fill(const std::string& type, Json& jar) {
    const std::string runner = library("libs/script-runner/script-runner.jar");
    if (type == "script") return put(jar, runner, texts("step_args"));
    if (type == "command") return put(jar, "command-runner.jar", texts("step_args"));
    if (type == "streaming") return streaming(jar);
    if (type == "hive_install" || type == "pig_install") return install(type, jar);
    if (type == "hive" || type == "pig") return query(type, jar);
    if (type == "jar") {
      if (!own("jar"))
        strict_.reader.error("E193", path_, node_.mark, "a step of type jar needs jar",
                             "jar: s3://…, or type: script to run a script with script-runner");
      return put(jar, runner, texts("step_args"));
    }
    strict_.reader.error("E192", at("type"), own("type")->mark,
                         fmt::format("\"{}\" is not a type of step", type),
                         "script, jar, command, streaming, hive, pig, hive_install, pig_install");
    put(jar, runner, texts("step_args"));
  }

  void streaming(Json& jar) {
    Texts arguments = texts("step_args");
    auto add = [&](const char* key, const char* flag) {
      for (std::string& value : texts(key)) {
        arguments.emplace_back(flag);
        arguments.push_back(std::move(value));
      }
    };
    // -D is one of Hadoop's own options, which it reads only before those of streaming.
    const bool old_form = own("mapper") || own("input") || own("output");
    if (old_form && !own("reducer"))
      for (const char* word : {"-D", "mapreduce.job.reduces=0"}) arguments.emplace_back(word);
    add("mapper", "-mapper");
    add("combiner", "-combiner");
    add("reducer", "-reducer");
    add("input", "-input");
    add("output", "-output");
    add("cache_files", "-cacheFile");
    add("cache_archives", "-cacheArchive");
    if (strict_.ami_mode || own("jar"))
      return put(jar, "/home/hadoop/contrib/streaming/hadoop-streaming.jar", std::move(arguments));
    arguments.insert(arguments.begin(), "hadoop-streaming");
    put(jar, "command-runner.jar", std::move(arguments));
  }

  void install(const std::string& type, Json& jar) {
    const std::string tool = type == "hive_install" ? "hive" : "pig";
    if (!strict_.ami_mode)
      strict_.reader.warning("W190", at("type"), own("type")->mark,
                             "from emr-4.0 on Hive and Pig are applications",
                             fmt::format("applications: [{{name: {}}}]", tool == "hive" ? "Hive" : "Pig"));
    const std::string base = library("libs/" + tool + "/");
    Texts arguments{base + tool + "-script",
                    "--base-path",
                    base,
                    "--install-" + tool,
                    "--" + tool + "-versions",
                    text(tool == "hive" ? "hive_version" : "pig_version", "latest")};
    if (tool == "hive" && own("hive_site")) arguments.push_back("--hive-site=" + text("hive_site", ""));
    put(jar, library("libs/script-runner/script-runner.jar"), std::move(arguments));
  }

  // The step types of boto 2.
  void query(const std::string& tool, Json& jar) {
    const std::string file = tool + "_file", more = tool + "_args";
    if (!own(file.c_str()))
      strict_.reader.error("E104", at(file), node_.mark, file + " is missing", file + ": s3://…");
    Texts arguments{tool + "-script", "--run-" + tool + "-script", "--args", "-f", text(file.c_str(), "")};
    for (std::string& each : texts(more.c_str())) arguments.push_back(std::move(each));
    if (own(file.c_str())) strict_.remember_s3(at(file), arguments[4], own(file.c_str())->mark);
    put(jar, "command-runner.jar", std::move(arguments));
  }

  Json properties_of(const YamlNode& node) {
    Json out = Json::array();
    auto add = [&](const std::string& key, const YamlNode* value, const std::string& path) {
      const auto text = value ? strict_.reader.text(*value, path) : std::optional<std::string>("");
      if (text) out.push_back({{"Key", key}, {"Value", *text}});
    };
    if (node.is_map()) {
      for (const auto& [key, value] : node.entries) add(key, &value, below(at("properties"), key));
    } else if (strict_.reader.sequence(node, at("properties"))) {
      for (size_t i = 0; i < node.items.size(); ++i) {
        const std::string path = below(at("properties"), i);
        if (!strict_.reader.map(node.items[i], path)) continue;
        strict_.reader.keys(node.items[i], path, {"Key", "Value"});
        const YamlNode* key = given(node.items[i], "Key");
        add(key ? strict_.reader.text(*key, below(path, "Key")).value_or("") : "",
            given(node.items[i], "Value"), below(path, "Value"));
      }
    }
    return out;
  }

  std::optional<std::string> action_on_failure() {
    static const Texts kActions{"TERMINATE_CLUSTER", "TERMINATE_JOB_FLOW", "CANCEL_AND_WAIT", "CONTINUE"};
    const YamlNode* node = own("action_on_failure");
    const auto action = node ? strict_.reader.text(*node, at("action_on_failure")) : std::nullopt;
    if (action && std::ranges::find(kActions, *action) == kActions.end())
      strict_.reader.error("E191", at("action_on_failure"), node->mark,
                           fmt::format("\"{}\" is not an action", *action), base::join(kActions, ", "));
    return action;
  }

  Strict& strict_;
  const YamlNode& node_;
  std::string path_;
};

}  // namespace

void read_steps(Strict& strict) {
  const YamlNode* list = strict.top("steps");
  if (!list || !strict.reader.sequence(*list, "steps")) return;
  Json out = Json::array();
  for (size_t i = 0; i < list->items.size(); ++i)
    if (strict.reader.map(list->items[i], below("steps", i)))
      out.push_back(Step(strict, list->items[i], below("steps", i)).body());
  if (out.size() > 256)
    strict.reader.error("E190", "steps", list->mark,
                        fmt::format("{} steps; EMR takes at most 256", out.size()));
  if (!out.empty()) strict.body()["Steps"] = std::move(out);
}

}  // namespace sluice::cluster
