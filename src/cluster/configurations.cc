// configurations: spec cluster-file.md section 6.
#include <fmt/format.h>

#include <algorithm>

#include "cluster/known_keys.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

Json properties_of(Strict& strict, const YamlNode& map, const std::string& path) {
  Json out = Json::object();
  if (!strict.reader.map(map, path)) return out;
  for (size_t i = 0; i < map.entries.size(); ++i) {
    const auto& [key, value] = map.entries[i];
    if (value.is_null()) {
      strict.reader.error("E170", below(path, key), map.entry_marks[i], "a property needs a value",
                          "quote an empty one: \"\"");
      continue;
    }
    if (auto text = strict.reader.text(value, below(path, key))) out[key] = *text;
  }
  return out;
}

Json configuration_of(Strict& strict, const YamlNode& node, const std::string& path) {
  strict.reader.keys(node, path, names(configuration_keys()));
  Json out = Json::object();
  const YamlNode* classification = given(node, "classification");
  std::string name;
  if (classification)
    name = strict.reader.text(*classification, below(path, "classification")).value_or("");
  else
    strict.reader.error("E171", below(path, "classification"),
                        strict.file.mark(below(path, "classification")), "the classification is missing",
                        "classification: mapred-site");
  out["Classification"] = name;
  if (const YamlNode* properties = given(node, "properties"))
    if (Json found = properties_of(strict, *properties, below(path, "properties")); !found.empty())
      out["Properties"] = std::move(found);
  if (const YamlNode* nested = given(node, "configurations"))
    if (Json found = configurations_of(strict, *nested, below(path, "configurations")); !found.empty())
      out["Configurations"] = std::move(found);
  const Json inner = out.value("Configurations", Json::array());
  const bool exports = std::ranges::any_of(
      inner, [](const Json& each) { return each.value("Classification", "") == "export"; });
  if (name.ends_with("-env") && !exports)
    strict.reader.warning("W170", path, classification->mark,
                          fmt::format("{} has no effect without a nested export", name),
                          "configurations: [{classification: export, properties: {…}}]");
  return out;
}

}  // namespace

Json configurations_of(Strict& strict, const YamlNode& list, const std::string& path) {
  Json out = Json::array();
  if (!strict.reader.sequence(list, path)) return out;
  for (size_t i = 0; i < list.items.size(); ++i)
    if (strict.reader.map(list.items[i], below(path, i)))
      out.push_back(configuration_of(strict, list.items[i], below(path, i)));
  return out;
}

void read_configurations(Strict& strict) {
  const YamlNode* list = strict.top("configurations");
  if (!list) return;
  Json out = configurations_of(strict, *list, "configurations");
  if (out.empty()) return;
  if (strict.ami_mode)
    strict.reader.error("E125", "configurations", list->mark,
                        "configurations need a release (emr-4.0.0 or later)",
                        "release_label: emr-5.36.2 instead of ami_version");
  strict.body()["Configurations"] = std::move(out);
}

}  // namespace sluice::cluster
