// Forms of earlier times: one key for each number and type of instances, tags as a map, ec2_attributes.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cluster/known_keys.h"
#include "cluster/lint_page.h"
#include "cluster/sizing.h"

namespace sluice::cluster {
namespace {

bool is_scalar_key(const std::string& key) {
  for (const char* role : {"master", "core", "task"})
    for (const char* what : {"_instance_num", "_instance_type"})
      if (key == std::string(role) + what) return true;
  return key == "task_instance_bid";
}

std::string groups_text(const LintPage& page) {
  auto value = [&](const std::string& key, const char* otherwise) {
    const YamlNode* node = given(page.document, key);
    return node ? page.source_of(*node) : std::string(otherwise);
  };
  auto type = [&](const std::string& key) {
    const YamlNode* node = given(page.document, key);
    const std::string better = replacement_of(node ? node->text : "m1.medium");
    return !better.empty() && page.knows_m5() ? better : value(key, "m1.medium");
  };
  auto group = [&](const std::string& role) {
    return fmt::format("{}: {{num_instances: {}, type: {}, market: {}", role,
                       value(role + "_instance_num", "1"), type(role + "_instance_type"),
                       role == "task" ? "SPOT" : "ON_DEMAND");
  };
  return fmt::format("instance_groups: {{{}}}, {}}}, {}, bidprice: {}}}}}", group("master"), group("core"),
                     group("task"), value("task_instance_bid", "0.03"));
}

// master_instance_num … as instance_groups, in the place of the first of them.
void scalars(LintPage& page) {
  std::vector<Span> spans;
  bool simple = true;
  SourceMark first;
  for (size_t i = 0; i < page.document.entries.size(); ++i) {
    const std::string& key = page.document.entries[i].first;
    if (!is_scalar_key(key)) continue;
    if (spans.empty() && simple) first = page.document.entry_marks[i];
    if (const auto span = page.entry(page.document, i))
      spans.push_back(*span);
    else
      simple = false;
  }
  if (first.line == 0) return;
  const YamlNode* groups = given(page.document, "instance_groups");
  const YamlNode* fleets = given(page.document, "instance_fleets");
  const bool unused = (groups && !groups->entries.empty()) || (fleets && !fleets->entries.empty());
  page.tell(
      "L104", "instance_groups", first, "one key for each number and type of instances is an old form",
      unused ? "instance_groups or instance_fleets are there: leave these keys out" : groups_text(page));
  // An empty instance_groups would stand twice.
  if (!simple || (!unused && page.document.find("instance_groups"))) return;
  for (size_t i = 0; i < spans.size(); ++i)
    page.out.edits.push_back(!unused && i == 0 ? Edit{spans[i], groups_text(page)}
                                               : page.source.removal(spans[i]));
}

// {a: b} as [{Key: a, Value: b}], and the same of a map with a line for each.
void tags(LintPage& page) {
  const YamlNode* map = page.document.find("tags");
  if (!map || !map->is_map() || map->entries.empty()) return;
  page.tell("L105", "tags", LintPage::key_mark(page.document, "tags"),
            "a map of tags is an old form that the reference refuses", "[{Key: …, Value: …}]");
  const auto whole = page.value(*map);
  if (!whole) return;
  const bool flow = page.flow(*map);
  std::vector<Edit> edits;
  for (size_t i = 0; i < map->entries.size(); ++i) {
    const auto span = page.entry(*map, i);
    const auto key = page.source.find(map->entry_marks[i], map->entries[i].first);
    if (!span || !key || !map->entries[i].second.is_scalar()) return;
    edits.push_back({*span, fmt::format("{}{{Key: {}, Value: {}}}", flow ? "" : "- ", page.source.part(*key),
                                        page.flow_text(map->entries[i].second))});
  }
  if (flow) {
    page.edit({whole->at, whole->at + 1}, "[");
    page.edit({whole->end - 1, whole->end}, "]");
  }
  page.out.edits.insert(page.out.edits.end(), edits.begin(), edits.end());
}

// The entries of ec2_attributes under their proper keys; nothing if one of those is there already.
std::vector<Edit> attribute_keys(const LintPage& page, const YamlNode& attributes) {
  std::vector<Edit> edits;
  std::vector<std::string> taken;
  for (size_t i = 0; i < attributes.entries.size(); ++i) {
    const std::string& key = attributes.entries[i].first;
    const auto alias = std::ranges::find(ec2_attributes(), key, &Alias::in_attributes);
    const std::string proper = alias == ec2_attributes().end() ? "" : alias->proper;
    const auto span = page.source.find(attributes.entry_marks[i], key);
    if (proper.empty() || !span || page.document.find(proper) || std::ranges::count(taken, proper) > 0)
      return {};
    taken.push_back(proper);
    edits.push_back({*span, proper});
  }
  return edits;
}

// ec2_attributes: {KeyName: k, SubnetId: s}: without the braces, and with a line for each where the document
// has lines.
std::vector<Edit> without_braces(const LintPage& page, const YamlNode& attributes,
                                 const Span& whole) {  // whole: with its key
  const bool lines = !page.flow(page.document);
  std::vector<Edit> edits;
  size_t at = whole.at;
  for (size_t i = 0; i < attributes.entries.size(); ++i) {
    const auto span = page.entry(attributes, i);
    if (!span) return {};
    const Span between{at, span->at};
    if (i == 0)
      edits.push_back({between, ""});
    else if (lines && page.source.part(between).find('\n') != std::string_view::npos)
      return {};
    else if (lines)
      edits.push_back({between, "\n"});
    at = span->end;
  }
  const std::string_view rest = page.source.part({at, whole.end - 1});
  if (rest.find('#') != std::string_view::npos) return {};
  edits.push_back({{at, whole.end}, ""});
  return edits;
}

// The lines of the block, as far to the left as its key.
std::vector<Edit> without_indent(const LintPage& page, const Span& key_to_value, const YamlNode& attributes,
                                 const Span& whole) {
  const std::string& text = page.source.text();
  const size_t depth = static_cast<size_t>(attributes.mark.column) - 1;
  std::vector<Edit> edits{page.source.removal(key_to_value)};
  for (size_t at = text.find('\n', key_to_value.at) + 1; at != 0 && at < whole.end;
       at = text.find('\n', at) + 1) {
    if (text.compare(at, depth, std::string(depth, ' ')) == 0) edits.push_back({{at, at + depth}, ""});
  }
  return edits;
}

void attributes(LintPage& page) {
  const YamlNode* map = given(page.document, "ec2_attributes");
  if (!map) return;
  const SourceMark mark = LintPage::key_mark(page.document, "ec2_attributes");
  page.tell("L103", "ec2_attributes", mark,
            "ec2_attributes is an old spelling that the reference cannot launch",
            "keypair_name, vpc_subnet_id, role and the security groups are keys of their own");
  const auto entry = page.entry(page.document, "ec2_attributes");
  const auto whole = page.value(*map);
  if (!map->is_map() || !entry || !whole) return;
  if (map->entries.empty()) return page.out.edits.push_back(page.source.removal(*entry));
  std::vector<Edit> renames = attribute_keys(page, *map), moves;
  if (renames.empty()) return;
  if (page.flow(*map)) {
    moves = without_braces(page, *map, *entry);
  } else if (map->mark.line > mark.line) {
    const std::string colon = "ec2_attributes:";
    moves = without_indent(page, {entry->at, entry->at + colon.size()}, *map, *whole);
  }
  if (moves.empty()) return;
  for (auto* edits : {&renames, &moves})
    page.out.edits.insert(page.out.edits.end(), edits->begin(), edits->end());
}

}  // namespace

void lint_forms(LintPage& page) {
  attributes(page);
  scalars(page);
  tags(page);
}

}  // namespace sluice::cluster
