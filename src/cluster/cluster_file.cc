#include "cluster/cluster_file.h"

#include <algorithm>
#include <cstdlib>

#include "cluster/ansible_body.h"
#include "cluster/input.h"
#include "cluster/placeholders.h"
#include "cluster/strict_body.h"
#include "cluster/templates.h"

namespace sluice::cluster {
namespace {

void take_play(ClusterFile& file) {
  if (const YamlNode* node = file.document.find("user_info")) file.user_info = *node;
  if (const YamlNode* node = file.document.find("USER_CMD_PROMPT")) file.user_cmd_prompt = *node;
  if (const YamlNode* node = file.document.find("user_rbash_links")) file.user_rbash_links = *node;
}

bool is_readable(const Diagnostics& findings) {
  for (const base::Diagnostic& finding : findings.all())
    if (finding.code == "E100") return false;
  return true;
}

// A placeholder is one finding, whatever else would be wrong with it.
Diagnostics without_echoes(const Diagnostics& findings) {
  Diagnostics out;
  for (const base::Diagnostic& finding : findings.all()) {
    const bool echo =
        finding.code != "E102" && std::ranges::any_of(findings.all(), [&](const base::Diagnostic& other) {
          return other.code == "E102" && other.mark == finding.mark;
        });
    if (!echo) out.add(finding);
  }
  return out;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

// "steps[0].step_args[1]" is followed as far as the document goes.
SourceMark ClusterFile::mark(const std::string& path) const {
  const YamlNode* node = &document;
  SourceMark mark = document.mark.line ? document.mark : SourceMark{file, 1, 1};
  SourceMark of_key;
  size_t at = 0;
  while (at < path.size() && node) {
    if (path[at] == '[') {
      const size_t end = path.find(']', at);
      const size_t item = std::strtoul(path.c_str() + at + 1, nullptr, 10);
      if (end == std::string::npos || item >= node->items.size()) return mark;
      node = &node->items[item];
      of_key = {};
      at = end + 1;
    } else {
      if (path[at] == '.') ++at;
      // Keys may hold dots themselves: the longest that fits.
      const std::pair<std::string, YamlNode>* best = nullptr;
      for (const auto& entry : node->entries)
        if (path.compare(at, entry.first.size(), entry.first) == 0 &&
            (!best || entry.first.size() > best->first.size())) {
          const size_t end = at + entry.first.size();
          if (end == path.size() || path[end] == '.' || path[end] == '[') best = &entry;
        }
      if (!best) return mark;
      of_key = node->entry_marks[static_cast<size_t>(best - node->entries.data())];
      node = &best->second;
      at += best->first.size();
    }
    if (of_key.line)
      mark = of_key;
    else if (node->mark.line)
      mark = node->mark;
  }
  return mark;
}

Result<ClusterFile> load_cluster_file(const std::string& extra_vars, Mode mode,
                                      const Environment& environment, Diagnostics& findings) {
  SLUICE_TRY(Input input, read_input(extra_vars, mode == Mode::kStrict, findings));
  ClusterFile file;
  file.file = input.file;
  file.folder = input.folder;
  file.document = std::move(input.document);
  if (is_readable(findings)) {
    const std::set<std::string> variables = resolve_templates(file.document, mode, environment, findings);
    if (mode == Mode::kStrict) {
      find_placeholders(file.document, findings);
      Reader reader(findings);
      const YamlNode document = file.document;
      Strict strict{document, reader, file, environment, variables, std::nullopt};
      render_strict(strict);
    } else {
      render_ansible(file, environment, findings);
    }
  }
  take_play(file);
  findings = without_echoes(findings);
  findings.sort_by_place();
  return file;
}

}  // namespace sluice::cluster
