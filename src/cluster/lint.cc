#include "cluster/lint.h"

#include <fmt/format.h>

#include <functional>
#include <map>

#include "base/text.h"
#include "cluster/reader.h"
#include "cluster/release.h"
#include "cluster/sizing.h"

namespace sluice::cluster {
namespace {

constexpr Release kFirstWithM5{5, 13, 0};

class Linter {
 public:
  Linter(const YamlNode& document, const std::string& text) : document_(document), source_(text) {
    if (const YamlNode* label = given(document, "release_label")) release_ = parse_release(label->text);
  }

  Lint run() {
    actions_on_failure();
    job_flow_role();
    attributes();
    scalars();
    tags();
    applications();
    instance_types();
    old_steps();
    out_.findings.sort_by_place();
    return std::move(out_);
  }

 private:
  void tell(const char* code, const std::string& path, const SourceMark& mark, const std::string& message,
            const std::string& hint) {
    out_.findings.add({base::Severity::kWarning, message, mark, hint, code, path});
  }
  // The same quotes around another value.
  void replace(const SourceMark& mark, const std::string& from, const std::string& to) {
    const auto span = source_.find(mark, from);
    if (!span) return;
    const bool quoted = span->end - span->at > from.size();
    out_.edits.push_back(quoted ? Edit{{span->at + 1, span->end - 1}, to} : Edit{*span, to});
  }
  static SourceMark key_mark(const YamlNode& map, const std::string& key) {
    for (size_t i = 0; i < map.entries.size(); ++i)
      if (map.entries[i].first == key) return map.entry_marks[i];
    return {};
  }
  // "key: value" of a scalar that stands in one piece.
  std::optional<Span> entry(const YamlNode& map, size_t i) const {
    const auto key = source_.find(map.entry_marks[i], map.entries[i].first);
    const YamlNode& node = map.entries[i].second;
    const auto value = node.is_scalar() ? source_.find(node.mark, node.text) : std::nullopt;
    if (!key || !value || value->at < key->end) return std::nullopt;
    const std::string_view between = source_.part({key->end, value->at});
    return base::trim(between) == ":" ? std::optional(Span{key->at, value->end}) : std::nullopt;
  }
  std::string source_of(const YamlNode& node) const {
    const auto span = source_.find(node.mark, node.text);
    return span ? std::string(source_.part(*span)) : "\"" + node.text + "\"";
  }

  void each_item(const char* list,
                 const std::function<void(const YamlNode& item, const std::string& path)>& with) {
    const YamlNode* found = document_.find(list);
    if (!found) return;
    for (size_t i = 0; i < found->items.size(); ++i) with(found->items[i], below(list, i));
  }

  void actions_on_failure() {
    each_item("steps", [&](const YamlNode& step, const std::string& path) {
      const YamlNode* action = given(step, "action_on_failure");
      if (!action || action->text != "TERMINATE_JOB_FLOW") return;
      tell("L101", path + ".action_on_failure", action->mark,
           "TERMINATE_JOB_FLOW is the old name of TERMINATE_CLUSTER", "TERMINATE_CLUSTER");
      replace(action->mark, action->text, "TERMINATE_CLUSTER");
    });
  }

  void job_flow_role() {
    if (!document_.find("job_flow_role")) return;
    const SourceMark mark = key_mark(document_, "job_flow_role");
    const bool both = document_.find("role") != nullptr;
    tell("L102", "job_flow_role", mark, "job_flow_role is the old name of role",
         both ? "role is there, too: keep that" : "role: …");
    if (!both) replace(mark, "job_flow_role", "role");
  }

  void attributes() {
    if (!given(document_, "ec2_attributes")) return;
    tell("L103", "ec2_attributes", key_mark(document_, "ec2_attributes"),
         "ec2_attributes is an old spelling that the reference cannot launch",
         "keypair_name, vpc_subnet_id, role and the security groups are keys of their own");
  }

  // master_instance_num … as instance_groups, in the place of the first of them.
  void scalars() {
    std::vector<Span> spans;
    bool simple = true;
    SourceMark first;
    for (size_t i = 0; i < document_.entries.size(); ++i) {
      const std::string& key = document_.entries[i].first;
      if (!is_scalar_key(key)) continue;
      if (spans.empty() && simple) first = document_.entry_marks[i];
      if (const auto span = entry(document_, i))
        spans.push_back(*span);
      else
        simple = false;
    }
    if (first.line == 0) return;
    const YamlNode* groups = given(document_, "instance_groups");
    const YamlNode* fleets = given(document_, "instance_fleets");
    const bool unused = (groups && !groups->entries.empty()) || (fleets && !fleets->entries.empty());
    tell("L104", "instance_groups", first, "one key for each number and type of instances is an old form",
         unused ? "instance_groups or instance_fleets are there: leave these keys out" : groups_text());
    // An empty instance_groups would stand twice.
    if (!simple || (!unused && document_.find("instance_groups"))) return;
    for (size_t i = 0; i < spans.size(); ++i)
      out_.edits.push_back(!unused && i == 0 ? Edit{spans[i], groups_text()} : source_.removal(spans[i]));
  }

  static bool is_scalar_key(const std::string& key) {
    for (const char* role : {"master", "core", "task"})
      for (const char* what : {"_instance_num", "_instance_type"})
        if (key == std::string(role) + what) return true;
    return key == "task_instance_bid";
  }

  std::string groups_text() const {
    auto value = [&](const std::string& key, const char* otherwise) {
      const YamlNode* node = given(document_, key);
      return node ? source_of(*node) : std::string(otherwise);
    };
    auto type = [&](const std::string& key) {
      const YamlNode* node = given(document_, key);
      const std::string better = replacement_of(node ? node->text : "m1.medium");
      return !better.empty() && knows_m5() ? better : value(key, "m1.medium");
    };
    auto group = [&](const std::string& role) {
      return fmt::format("{}: {{num_instances: {}, type: {}, market: {}", role,
                         value(role + "_instance_num", "1"), type(role + "_instance_type"),
                         role == "task" ? "SPOT" : "ON_DEMAND");
    };
    return fmt::format("instance_groups: {{{}}}, {}}}, {}, bidprice: {}}}}}", group("master"), group("core"),
                       group("task"), value("task_instance_bid", "0.03"));
  }

  // {a: b} as [{Key: a, Value: b}], and the same of a map with a line for each.
  void tags() {
    const YamlNode* map = document_.find("tags");
    if (!map || !map->is_map() || map->entries.empty()) return;
    tell("L105", "tags", key_mark(document_, "tags"),
         "a map of tags is an old form that the reference refuses", "[{Key: …, Value: …}]");
    std::vector<Edit> edits;
    const auto start = source_.position(map->mark);
    const bool flow = start && source_.text()[*start] == '{';
    size_t end = 0;
    for (size_t i = 0; i < map->entries.size(); ++i) {
      const auto span = entry(*map, i);
      if (!span) return;
      const std::string key(source_.part(*source_.find(map->entry_marks[i], map->entries[i].first)));
      edits.push_back({*span, fmt::format("{}{{Key: {}, Value: {}}}", flow ? "" : "- ", key,
                                          block_safe(map->entries[i].second))});
      end = span->end;
    }
    if (flow) {
      const auto close = closing_brace(end);
      if (!close) return;
      edits.push_back({{*start, *start + 1}, "["});
      edits.push_back({{*close, *close + 1}, "]"});
    }
    out_.edits.insert(out_.edits.end(), edits.begin(), edits.end());
  }

  // A plain text of a block may hold what ends one of a flow.
  std::string block_safe(const YamlNode& node) const {
    const std::string plain = source_of(node);
    if (node.quoted || plain.find_first_of(",[]{}") == std::string::npos) return plain;
    return plain.find('\'') == std::string::npos ? "'" + plain + "'" : "\"" + plain + "\"";
  }

  std::optional<size_t> closing_brace(size_t at) const {
    const std::string& text = source_.text();
    for (; at < text.size(); ++at) {
      if (text[at] == '#') at = std::min(text.find('\n', at), text.size() - 1);
      if (text[at] == '}') return at;
    }
    return std::nullopt;
  }

  void applications() {
    if (!release_) return;
    static const std::vector<std::string> kSandboxed{"Sqoop", "Oozie", "Presto", "Zeppelin", "ZooKeeper"};
    each_item("applications", [&](const YamlNode& item, const std::string& path) {
      const YamlNode* name = item.is_scalar() ? &item : given(item, "name");
      if (!name) return;
      for (const std::string& each : kSandboxed) {
        const bool sandbox = *release_ < Release{5, 0, 0};
        const std::string right = sandbox ? each + "-Sandbox" : each;
        const std::string wrong = base::to_lower_ascii(sandbox ? each : each + "-Sandbox");
        if (base::to_lower_ascii(name->text) != wrong) continue;
        tell("L106", path, name->mark,
             fmt::format("{} is called {} in {}", name->text, right, document_.find("release_label")->text),
             right);
        replace(name->mark, name->text, right);
      }
    });
  }

  bool knows_m5() const { return release_ && *release_ >= kFirstWithM5; }

  void instance_types() {
    for (const char* section : {"instance_groups", "instance_fleets"})
      if (const YamlNode* map = given(document_, section))
        for (const auto& [role, group] : map->entries) types_of(group, below(section, role));
  }

  void types_of(const YamlNode& group, const std::string& path) {
    if (const YamlNode* type = given(group, "type")) instance_type(*type, below(path, "type"));
    const YamlNode* list = given(group, "instance_types");
    if (!list) return;
    const std::string at = below(path, "instance_types");
    if (const YamlNode* type = given(*list, "type")) instance_type(*type, below(at, "type"));
    for (size_t i = 0; i < list->items.size(); ++i) {
      const YamlNode& item = list->items[i];
      if (item.is_scalar()) instance_type(item, below(at, i));
      if (const YamlNode* type = given(item, "type")) instance_type(*type, below(below(at, i), "type"));
    }
  }

  void instance_type(const YamlNode& node, const std::string& path) {
    const std::string better = node.is_scalar() ? replacement_of(node.text) : "";
    if (better.empty()) return;
    tell("L107", path, node.mark, node.text + " is a type of a previous generation",
         knows_m5() ? better : better + ", with a release_label from emr-5.13.0 on");
    if (knows_m5()) replace(node.mark, node.text, better);
  }

  void old_steps() {
    static const std::map<std::string, std::string> kOld{
        {"hive_install", "applications: [{name: Hive}]"},
        {"pig_install", "applications: [{name: Pig}]"},
        {"hive", "type: command with hive-script"},
        {"pig", "type: command with pig-script"},
    };
    if (!release_) return;
    each_item("steps", [&](const YamlNode& step, const std::string& path) {
      const YamlNode* type = given(step, "type");
      const auto old = type ? kOld.find(type->text) : kOld.end();
      if (old == kOld.end()) return;
      tell("L108", path + ".type", type->mark,
           fmt::format("{} is a step of the time before emr-4.0", type->text), old->second);
    });
  }

  const YamlNode& document_;
  SourceText source_;
  std::optional<Release> release_;
  Lint out_;
};

}  // namespace

Result<Lint> lint(const std::string& text, const std::string& file) {
  std::vector<format::RepeatedKey> repeated;
  SLUICE_TRY(const YamlNode document,
             format::parse_yaml(text, file, {.repeated = &repeated, .one_document = true}));
  return Linter(document, text).run();
}

}  // namespace sluice::cluster
