#include "cluster/strict_body.h"

#include <array>

#include "base/text.h"
#include "cluster/known_keys.h"

namespace sluice::cluster {
namespace {

using Section = void (*)(Strict&);
constexpr std::array<Section, 9> kSections{read_general,      read_placement,      read_instances,
                                           read_applications, read_configurations, read_bootstrap_actions,
                                           read_steps,        read_tags,           read_extensions};

void warn_unknown(Strict& strict) {
  const std::vector<std::string> known = names(top_level_keys());
  for (size_t i = 0; i < strict.document.entries.size(); ++i) {
    const std::string& key = strict.document.entries[i].first;
    if (key == "state") {
      strict.reader.error("E101", key, strict.document.entry_marks[i],
                          "a file does not say whether it is there",
                          "sluice cluster provision, or sluice cluster terminate");
      continue;
    }
    if (std::find(known.begin(), known.end(), key) != known.end() || strict.variables.contains(key)) continue;
    const auto near = format::nearest(key, known);
    strict.reader.warning("W101", key, strict.document.entry_marks[i], "this key has no effect",
                          near ? "did you mean " + *near + "?" : "known keys: sluice schema");
  }
}

// In the order in which AWS's own documents have it.
void put_in_order(Json& body) {
  static const std::array kOrder{"Name",
                                 "LogUri",
                                 "VisibleToAllUsers",
                                 "JobFlowRole",
                                 "ServiceRole",
                                 "Instances",
                                 "Steps",
                                 "BootstrapActions",
                                 "Tags",
                                 "AmiVersion",
                                 "NewSupportedProducts",
                                 "ReleaseLabel",
                                 "Applications",
                                 "Configurations"};
  Json out = Json::object();
  for (const char* name : kOrder)
    if (body.contains(name)) out[name] = std::move(body[name]);
  for (auto& [name, value] : body.items())
    if (!out.contains(name)) out[name] = std::move(value);
  body = std::move(out);
}

}  // namespace

void Strict::remember_s3(const std::string& path, const std::string& text, const SourceMark& mark) {
  if (text.starts_with("s3://") || text.starts_with("s3n://") || text.starts_with("s3a://"))
    file.s3_paths.push_back({path, text, mark});
}

void render_strict(Strict& strict) {
  strict.file.body = Json::object();
  warn_unknown(strict);
  for (Section section : kSections) section(strict);
  put_in_order(strict.body());
}

}  // namespace sluice::cluster
