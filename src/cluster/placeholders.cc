#include "cluster/placeholders.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cluster/reader.h"

namespace sluice::cluster {
namespace {

bool is_placeholder(const std::string& text) {
  const std::string lower = base::to_lower_ascii(text);
  if (lower.find("<your") != std::string::npos) return true;
  return lower.size() > 2 && lower.front() == '<' && lower.find('>') == lower.size() - 1;
}

void walk(const YamlNode& node, const std::string& path, Reader& reader) {
  if (node.is_scalar() && is_placeholder(node.text))
    reader.error("E102", path, node.mark, fmt::format("\"{}\" is a placeholder", node.text),
                 "put your own value here");
  for (size_t i = 0; i < node.items.size(); ++i) walk(node.items[i], below(path, i), reader);
  for (const auto& [key, child] : node.entries) walk(child, below(path, key), reader);
}

}  // namespace

void find_placeholders(const YamlNode& document, Diagnostics& findings) {
  Reader reader(findings);
  walk(document, "", reader);
}

}  // namespace sluice::cluster
