// bootstrap_actions: spec cluster-file.md section 7.
#include <fmt/format.h>

#include "base/text.h"
#include "cluster/known_keys.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

void add(Strict& strict, const std::string& name, const YamlNode& node, const std::string& path, Json& out) {
  const YamlNode* path_node = node.is_scalar() ? &node : given(node, "path");
  if (!path_node) {
    strict.reader.error("E104", below(path, "path"), strict.file.mark(below(path, "path")),
                        "the path of the script is missing", "path: s3://<bucket>/script.sh");
    return;
  }
  const std::string at = node.is_scalar() ? path : below(path, "path");
  if (base::first_characters(name, 256).size() < name.size())
    strict.reader.error("E104", path, node.mark, "a name has at most 256 characters");
  const auto script = strict.reader.text(*path_node, at);
  if (!script) return;
  if (!script->starts_with("s3://") && !script->starts_with("file:"))
    strict.reader.error("E181", at, path_node->mark,
                        fmt::format("\"{}\" is neither s3:// nor file:", *script));
  strict.remember_s3(at, *script, path_node->mark);
  Json action{{"Path", *script}};
  if (const YamlNode* args = given(node, "args"))
    if (auto texts = strict.reader.texts(*args, below(path, "args")); !texts.empty()) action["Args"] = texts;
  out.push_back({{"Name", name}, {"ScriptBootstrapAction", std::move(action)}});
}

void add_item(Strict& strict, const YamlNode& item, const std::string& path, Json& out) {
  if (!strict.reader.map(item, path)) return;
  strict.reader.keys(item, path, names(bootstrap_action_keys()));
  const YamlNode* name = given(item, "name");
  if (!name)
    strict.reader.error("E104", below(path, "name"), strict.file.mark(below(path, "name")),
                        "the name is missing");
  add(strict, name ? strict.reader.text(*name, below(path, "name")).value_or("") : "", item, path, out);
}

}  // namespace

void read_bootstrap_actions(Strict& strict) {
  const YamlNode* node = strict.top("bootstrap_actions");
  if (!node) return;
  Json out = Json::array();
  if (node->is_sequence()) {
    for (size_t i = 0; i < node->items.size(); ++i)
      add_item(strict, node->items[i], below("bootstrap_actions", i), out);
  } else if (strict.reader.map(*node, "bootstrap_actions")) {
    for (const auto& [name, action] : node->entries) {
      const std::string path = below("bootstrap_actions", name);
      if (!action.is_scalar() && !strict.reader.map(action, path)) continue;
      if (action.is_map()) strict.reader.keys(action, path, {"path", "args"});
      add(strict, name, action, path, out);
    }
  }
  if (out.size() > 16)
    strict.reader.error("E180", "bootstrap_actions", node->mark,
                        fmt::format("{} bootstrap actions; EMR takes at most 16", out.size()));
  if (!out.empty()) strict.body()["BootstrapActions"] = std::move(out);
}

}  // namespace sluice::cluster
