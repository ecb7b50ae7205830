#include "cluster/lint_page.h"

#include "base/text.h"

namespace sluice::cluster {
namespace {

constexpr Release kFirstWithM5{5, 13, 0};

std::optional<Release> release_of(const YamlNode& document) {
  const YamlNode* label = given(document, "release_label");
  return label ? parse_release(label->text) : std::nullopt;
}

// A colon, and nothing but blanks and comments after it.
bool colon_alone(std::string_view between) {
  const std::string_view text = base::trim(between);
  if (!text.starts_with(':')) return false;
  for (std::string_view line : base::split(text.substr(1), '\n'))
    if (const std::string_view rest = base::trim(line); !rest.empty() && rest[0] != '#') return false;
  return true;
}

}  // namespace

LintPage::LintPage(const YamlNode& root, const std::string& text)
    : document(root), source(text), release(release_of(root)) {}

bool LintPage::knows_m5() const {
  return release && *release >= kFirstWithM5;
}

void LintPage::tell(const char* code, const std::string& path, const SourceMark& mark,
                    const std::string& message, const std::string& hint) {
  out.findings.add({base::Severity::kWarning, message, mark, hint, code, path});
}

void LintPage::replace(const SourceMark& mark, const std::string& from, const std::string& to) {
  const auto span = source.find(mark, from);
  if (!span) return;
  const bool quoted = span->end - span->at > from.size();
  edit(quoted ? Span{span->at + 1, span->end - 1} : *span, to);
}

SourceMark LintPage::key_mark(const YamlNode& map, const std::string& key) {
  for (size_t i = 0; i < map.entries.size(); ++i)
    if (map.entries[i].first == key) return map.entry_marks[i];
  return {};
}

bool LintPage::flow(const YamlNode& node) const {
  const auto at = source.position(node.mark);
  return at && (source.text()[*at] == '{' || source.text()[*at] == '[');
}

std::optional<size_t> LintPage::close_of(const YamlNode& node, size_t start) const {
  const std::string& text = source.text();
  const char close = text[start] == '{' ? '}' : ']';
  size_t at = start + 1;
  for (const YamlNode& item : node.items) {
    const auto span = value(item);
    if (!span || span->at < at) return std::nullopt;
    at = span->end;
  }
  for (size_t i = 0; i < node.entries.size(); ++i) {
    const auto span = entry(node, i);
    if (!span || span->at < at) return std::nullopt;
    at = span->end;
  }
  for (; at < text.size(); ++at) {
    if (text[at] == '#') at = std::min(text.find('\n', at), text.size() - 1);
    if (text[at] == close) return at;
    if (std::string_view(", \t\r\n").find(text[at]) == std::string_view::npos) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Span> LintPage::value(const YamlNode& node) const {
  if (node.is_scalar()) return source.find(node.mark, node.text);
  const auto start = source.position(node.mark);
  if (!start || node.is_null()) return std::nullopt;
  if (flow(node)) {
    const auto close = close_of(node, *start);
    return close ? std::optional(Span{*start, *close + 1}) : std::nullopt;
  }
  const auto last = node.is_map() ? entry(node, node.entries.size() - 1) : value(node.items.back());
  return last ? std::optional(Span{*start, last->end}) : std::nullopt;
}

std::optional<Span> LintPage::entry(const YamlNode& map, size_t i) const {
  const auto key = source.find(map.entry_marks[i], map.entries[i].first);
  const auto found = value(map.entries[i].second);
  if (!key || !found || found->at < key->end) return std::nullopt;
  return colon_alone(source.part({key->end, found->at})) ? std::optional(Span{key->at, found->end})
                                                         : std::nullopt;
}

std::optional<Span> LintPage::entry(const YamlNode& map, const std::string& key) const {
  for (size_t i = 0; i < map.entries.size(); ++i)
    if (map.entries[i].first == key) return entry(map, i);
  return std::nullopt;
}

std::string LintPage::source_of(const YamlNode& node) const {
  const auto span = source.find(node.mark, node.text);
  return span ? std::string(source.part(*span)) : "\"" + node.text + "\"";
}

std::string LintPage::flow_text(const YamlNode& node) const {
  const std::string plain = source_of(node);
  if (node.quoted || plain.find_first_of(",[]{}") == std::string::npos) return plain;
  return plain.find('\'') == std::string::npos ? "'" + plain + "'" : "\"" + plain + "\"";
}

std::string LintPage::indent(const SourceMark& mark) {
  return std::string(static_cast<size_t>(std::max(mark.column, 1) - 1), ' ');
}

void LintPage::each_item(
    const char* list, const std::function<void(const YamlNode& item, const std::string& path)>& with) const {
  const YamlNode* found = document.find(list);
  if (!found) return;
  for (size_t i = 0; i < found->items.size(); ++i) with(found->items[i], below(list, i));
}

}  // namespace sluice::cluster
