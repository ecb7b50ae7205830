// applications: spec cluster-file.md section 5.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "cluster/known_keys.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

constexpr int kEver = std::numeric_limits<int>::max();
struct Range {
  Release first, end;  // end: the first release without it
};
struct Application {
  const char* name;
  std::vector<Range> releases;
  const char* hint;  // what to write instead
};

const std::vector<Application>& applications() {
  const Release ever{kEver, 0, 0};
  static const std::vector<Application> kAll{
      {"Hadoop", {{{4, 0, 0}, ever}}, ""},
      {"Hive", {{{4, 0, 0}, ever}}, ""},
      {"Pig", {{{4, 0, 0}, {6, 0, 0}}, {{6, 1, 0}, ever}}, "emr-6.0.x has no Pig"},
      {"Sqoop-Sandbox", {{{4, 4, 0}, {5, 0, 0}}}, "Sqoop-Sandbox is called Sqoop from emr-5.0.0 on"},
      {"Sqoop",
       {{{5, 0, 0}, {6, 0, 0}}, {{6, 1, 0}, {7, 5, 0}}},
       "Sqoop is called Sqoop-Sandbox in emr-4.4.0 to 4.9.x, is not in 6.0.x, and was removed in emr-7.5.0"},
      {"Ganglia",
       {{{4, 2, 0}, {7, 0, 0}}},
       "Ganglia is in emr-4.2.0 to 6.x; later clusters have AmazonCloudWatchAgent"},
      {"Oozie-Sandbox", {{{4, 1, 0}, {5, 0, 0}}}, "Oozie-Sandbox is called Oozie from emr-5.0.0 on"},
      {"Oozie", {{{5, 0, 0}, ever}}, "Oozie is called Oozie-Sandbox in emr-4.1.0 to 4.9.x"},
      {"Presto-Sandbox", {{{4, 1, 0}, {5, 0, 0}}}, "Presto-Sandbox is called Presto from emr-5.0.0 on"},
      {"Presto", {{{5, 0, 0}, ever}}, "Presto is called Presto-Sandbox in emr-4.1.0 to 4.9.x"},
      {"Zeppelin-Sandbox", {{{4, 1, 0}, {5, 0, 0}}}, "Zeppelin-Sandbox is called Zeppelin from emr-5.0.0 on"},
      {"Zeppelin", {{{5, 0, 0}, ever}}, "Zeppelin is called Zeppelin-Sandbox in emr-4.1.0 to 4.9.x"},
      {"ZooKeeper-Sandbox",
       {{{4, 6, 0}, {5, 0, 0}}},
       "ZooKeeper-Sandbox is called ZooKeeper from emr-5.0.0 on"},
      {"ZooKeeper", {{{5, 0, 0}, ever}}, "ZooKeeper is called ZooKeeper-Sandbox in emr-4.6.0 to 4.9.x"},
      {"Tez", {{{4, 7, 0}, ever}}, "Tez is in emr-4.7.0 and later"},
      {"HBase", {{{4, 6, 0}, ever}}, "HBase is in emr-4.6.0 and later"},
      {"Spark", {{{4, 0, 0}, ever}}, ""},
      {"Hue", {{{4, 1, 0}, ever}}, "Hue is in emr-4.1.0 and later"},
      {"Mahout", {{{4, 0, 0}, ever}}, ""},
      {"HCatalog", {{{4, 4, 0}, ever}}, "HCatalog is in emr-4.4.0 and later"},
  };
  return kAll;
}

// Before emr-4.0 Hadoop itself was in the image, Hive and Pig were installed by steps.
bool is_product(const std::string& name) {
  const std::string lower = base::to_lower_ascii(name);
  return lower.starts_with("mapr") || lower == "hunk" || lower == "hue" || lower == "spark" ||
         lower == "ganglia";
}

void check_release(Strict& strict, const std::string& name, const std::string& path, const SourceMark& mark) {
  if (strict.ami_mode && !is_product(name))
    strict.reader.error(
        "E161", path, mark, fmt::format("{} is not a product of the images before emr-4.0", name),
        "those are mapr…, hunk, hue, spark and ganglia; with release_label: emr-5.36.2 there are more");
  if (!strict.release) return;
  for (const Application& each : applications()) {
    if (base::to_lower_ascii(each.name) != base::to_lower_ascii(name)) continue;
    const bool there = std::ranges::any_of(each.releases, [&](const Range& range) {
      return *strict.release >= range.first && *strict.release < range.end;
    });
    if (!there)
      strict.reader.error("E161", path, mark,
                          fmt::format("{} is not in {}", each.name, strict.body().value("ReleaseLabel", "")),
                          each.hint);
  }
}

}  // namespace

void read_applications(Strict& strict) {
  const YamlNode* list = strict.top("applications");
  if (!list || !strict.reader.sequence(*list, "applications")) return;
  Json out = Json::array();
  for (size_t i = 0; i < list->items.size(); ++i) {
    const YamlNode& item = list->items[i];
    const std::string path = below("applications", i);
    if (!item.is_scalar() && !strict.reader.map(item, path)) continue;
    strict.reader.keys(item, path, names(application_keys()));
    const YamlNode* name_node = item.is_scalar() ? &item : given(item, "name");
    if (!name_node) {
      strict.reader.error("E104", below(path, "name"), strict.file.mark(below(path, "name")),
                          "the name is missing", "name: Hive");
      continue;
    }
    const auto name = strict.reader.text(*name_node, item.is_scalar() ? path : below(path, "name"));
    if (!name) continue;
    check_release(strict, *name, path, name_node->mark);
    Json application{{"Name", *name}};
    const YamlNode* args = given(item, "args");
    const std::vector<std::string> texts =
        args ? strict.reader.texts(*args, below(path, "args")) : std::vector<std::string>{};
    if (!texts.empty() && !strict.ami_mode)
      strict.reader.error("E160", below(path, "args"), args->mark,
                          "from emr-4.0 on an application is only a name", "use configurations");
    if (!texts.empty()) application["Args"] = texts;
    out.push_back(std::move(application));
  }
  if (!out.empty()) strict.body()[strict.ami_mode ? "NewSupportedProducts" : "Applications"] = std::move(out);
}

}  // namespace sluice::cluster
