#include "emr/drift.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "cluster/cluster_file.h"

namespace sluice::emr {
namespace {

using aws::Json;

// Lists of which every element was asked for; in others EMR and people may have added to.
constexpr std::array kClosedLists{"InstanceGroups", "InstanceFleets", "Configurations"};
// Without a word in the file these are not there.
constexpr std::array kNotByItself{"LogUri", "BootstrapActions", "Configurations", "SecurityConfiguration",
                                  "CustomAmiId"};
constexpr std::array kNotByItselfOnInstances{"AdditionalMasterSecurityGroups",
                                             "AdditionalSlaveSecurityGroups"};
constexpr std::array kNotByItselfOnGroups{"Configurations", "BidPrice"};
constexpr std::array kInPlace{"InstanceCount",        "TargetOnDemandCapacity", "TargetSpotCapacity",
                              "TerminationProtected", "StepConcurrencyLevel",   "AutoTerminationPolicy"};

// What a list's elements are called; empty: they are told apart by their place.
std::string name_of(const Json& element) {
  for (const char* key : {"InstanceRole", "InstanceFleetType", "Key", "Classification"})
    if (element.is_object() && element.contains(key)) return element[key].get<std::string>();
  return {};
}

bool has_names(const Json& list) {
  return !list.empty() && !name_of(list[0]).empty();
}

bool ends_with(const std::string& path, const char* name) {
  const std::string word(name);
  return path == word || path.ends_with("." + word);
}

bool among(const auto& names, const std::string& path) {
  return std::ranges::any_of(names, [&](const char* name) { return ends_with(path, name); });
}

class Comparison {
 public:
  void compare(const std::string& path, const Json& want, const Json* have) {
    if (have && want.is_object() && have->is_object()) return compare_objects(path, want, *have);
    if (have && want.is_array() && have->is_array()) return compare_lists(path, want, *have);
    if (!same(path, want, have)) add(path, &want, have);
  }
  // Members that only the cluster has.
  void report_unasked(const std::string& path, const auto& names, const Json& want, const Json& have) {
    for (const char* name : names)
      if (!want.contains(name) && have.contains(name)) add(path + name, nullptr, &have[name]);
  }
  std::vector<Difference> found;

 private:
  void add(const std::string& path, const Json* want, const Json* have) {
    found.push_back({path, want ? want->dump() : "", have ? have->dump() : ""});
  }

  static bool same(const std::string& path, const Json& want, const Json* have) {
    if (!have) return want == false;
    if (want == *have) return true;
    // "0.8" and "0.80" are the same bid.
    if (ends_with(path, "BidPrice") && want.is_string() && have->is_string())
      return std::strtod(want.get<std::string>().c_str(), nullptr) ==
             std::strtod(have->get<std::string>().c_str(), nullptr);
    return false;
  }

  void compare_objects(const std::string& path, const Json& want, const Json& have) {
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const auto& [key, value] : want.items())
      compare(prefix + key, value, have.contains(key) ? &have[key] : nullptr);
    if (path.find("Configurations[") != std::string::npos)
      for (const auto& [key, value] : have.items())
        if (!want.contains(key)) add(prefix + key, nullptr, &value);
    if (path.find("InstanceGroups[") != std::string::npos && path.ends_with("]"))
      report_unasked(prefix, kNotByItselfOnGroups, want, have);
  }

  void compare_lists(const std::string& path, const Json& want, const Json& have) {
    if (has_names(want) || has_names(have)) return compare_by_name(path, want, have);
    const bool may_have_more = path == "Steps" && want.size() <= have.size();
    const bool objects = !want.empty() && want[0].is_object();
    if (!objects || (want.size() != have.size() && !may_have_more)) {
      if (want != have) add(path, &want, &have);
      return;
    }
    for (size_t i = 0; i < want.size(); ++i) compare(path + "[" + std::to_string(i) + "]", want[i], &have[i]);
  }

  void compare_by_name(const std::string& path, const Json& want, const Json& have) {
    std::vector<const Json*> left;
    for (const Json& element : have) left.push_back(&element);
    for (const Json& element : want) {
      const std::string name = name_of(element);
      auto at = std::ranges::find_if(left, [&](const Json* each) { return name_of(*each) == name; });
      compare(path + "[" + name + "]", element, at == left.end() ? nullptr : *at);
      if (at != left.end()) left.erase(at);
    }
    if (!among(kClosedLists, path)) return;
    for (const Json* element : left) add(path + "[" + name_of(*element) + "]", nullptr, element);
  }
};

// EMR gives log folders back as "s3n://logs/".
std::string log_folder(std::string uri) {
  if (uri.starts_with("s3n://") || uri.starts_with("s3a://")) uri.erase(2, 1);
  while (uri.ends_with('/')) uri.pop_back();
  return uri;
}

// Sorted, and without Hadoop, which is always there.
Json application_names(const Json& applications) {
  std::vector<std::string> names;
  for (const Json& application : applications)
    if (std::string name = application.value("Name", ""); name != "hadoop") names.push_back(std::move(name));
  std::ranges::sort(names);
  return names;
}

// EMR names every volume; a file says how many of a kind.
void spell_volumes_out(Json& group) {
  if (!group.contains("EbsConfiguration")) return;
  Json& configs = group["EbsConfiguration"]["EbsBlockDeviceConfigs"];
  Json all = Json::array();
  for (Json& config : configs) {
    const int count = config.value("VolumesPerInstance", 1);
    config.erase("VolumesPerInstance");
    for (int i = 0; i < count; ++i) all.push_back(config);
  }
  configs = std::move(all);
}

void tidy_group(Json& group) {
  spell_volumes_out(group);
  if (!group.contains("Market")) group["Market"] = "ON_DEMAND";
  if (group["Market"] == "ON_DEMAND") group.erase("BidPrice");
}

void tidy_instances(Json& instances) {
  instances.erase("HadoopVersion");  // EMR does not tell
  if (instances.contains("InstanceGroups"))
    for (Json& group : instances["InstanceGroups"]) tidy_group(group);
  if (instances.contains("InstanceFleets"))
    for (Json& fleet : instances["InstanceFleets"])
      if (fleet.contains("InstanceTypeConfigs"))
        for (Json& type : fleet["InstanceTypeConfigs"]) spell_volumes_out(type);
}

// Both sides in the form in which they can be told apart: what EMR adds or spells in its own way is gone.
Json comparable(const Json& body) {
  Json out = cluster::normal_form(body);
  if (out.contains("LogUri")) out["LogUri"] = log_folder(out["LogUri"]);
  if (out.contains("Applications")) out["Applications"] = application_names(out["Applications"]);
  if (out.contains("Instances")) tidy_instances(out["Instances"]);
  if (out.contains("Steps"))
    for (Json& step : out["Steps"])  // two names of the same
      if (step.value("ActionOnFailure", "") == "TERMINATE_JOB_FLOW")
        step["ActionOnFailure"] = "TERMINATE_CLUSTER";
  return out;
}

Json value_of(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json::parse(text, nullptr, false);
}

}  // namespace

std::vector<Difference> differences(const Json& want, const Json& have) {
  const Json wanted = comparable(want), had = comparable(have);
  Comparison comparison;
  comparison.compare("", wanted, &had);
  comparison.report_unasked("", kNotByItself, wanted, had);
  if (wanted.contains("Instances") && had.contains("Instances"))
    comparison.report_unasked("Instances.", kNotByItselfOnInstances, wanted["Instances"], had["Instances"]);
  return std::move(comparison.found);
}

bool changes_in_place(const std::vector<Difference>& differences) {
  return std::ranges::all_of(differences, [](const Difference& each) {
    return each.path.starts_with("Tags[") || each.path.starts_with("AutoTerminationPolicy") ||
           among(kInPlace, each.path);
  });
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
    out.push_back({{"path", each.path}, {"want", value_of(each.want)}, {"have", value_of(each.have)}});
  return out;
}

}  // namespace sluice::emr
