#include "format/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/files.h"
#include "base/text.h"

namespace sluice::format {
namespace {

constexpr int kMaxDepth = 100;
constexpr size_t kMaxNodes = 1'000'000;

class Converter {
 public:
  Converter(std::string file, const YamlReading& reading) : file_(std::move(file)), reading_(reading) {}

  Result<YamlNode> convert(const YAML::Node& from, int depth) {
    YamlNode to;
    to.mark = mark_of(from);
    if (depth > kMaxDepth)
      return fail(Error(ErrorKind::kInvalidInput, "nested deeper than 100 levels").at(to.mark));
    if (++nodes_ > kMaxNodes)
      return fail(Error(ErrorKind::kInvalidInput, "the document has more than a million nodes (aliases?)")
                      .at(to.mark));
    switch (from.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null: return to;
      case YAML::NodeType::Scalar: return scalar(from, std::move(to));
      case YAML::NodeType::Sequence:
        to.kind = YamlNode::Kind::kSequence;
        for (const YAML::Node& item : from) {
          SLUICE_TRY(YamlNode child, convert(item, depth + 1));
          to.items.push_back(std::move(child));
        }
        return to;
      case YAML::NodeType::Map: return map(from, std::move(to), depth);
    }
    return to;
  }

 private:
  SourceMark mark_of(const YAML::Node& node) const {
    YAML::Mark mark = node.Mark();
    return {file_, mark.is_null() ? 0 : mark.line + 1, mark.is_null() ? 0 : mark.column + 1};
  }

  Result<YamlNode> scalar(const YAML::Node& from, YamlNode to) {
    to.quoted = from.Tag() == "!" || from.Tag() == "tag:yaml.org,2002:str";
    to.text = from.Scalar();
    if (from.Tag() == "tag:yaml.org,2002:null") return to;
    static const std::set<std::string> nulls = {"", "~", "null", "Null", "NULL"};
    to.kind = !to.quoted && nulls.contains(to.text) ? YamlNode::Kind::kNull : YamlNode::Kind::kScalar;
    return to;
  }

  Result<YamlNode> map(const YAML::Node& from, YamlNode to, int depth) {
    to.kind = YamlNode::Kind::kMap;
    std::vector<YamlNode> merged;
    for (const auto& entry : from) {
      SourceMark where = mark_of(entry.first);
      if (!entry.first.IsScalar())
        return fail(Error(ErrorKind::kInvalidInput, "a map key must be a plain word").at(where));
      SLUICE_TRY(YamlNode child, convert(entry.second, depth + 1));
      if (entry.first.Scalar() == "<<" && entry.first.Tag() != "!") {
        if (child.is_sequence())
          for (YamlNode& each : child.items) merged.push_back(std::move(each));
        else
          merged.push_back(std::move(child));
        continue;
      }
      SLUICE_CHECK(add(to, entry.first.Scalar(), std::move(child), where));
    }
    // What the map says itself comes before what is merged in, an earlier one before a later one.
    for (const YamlNode& source : merged)
      for (size_t i = 0; i < source.entries.size(); ++i)
        if (!to.find(source.entries[i].first)) {
          to.entries.push_back(source.entries[i]);
          to.entry_marks.push_back(source.entry_marks[i]);
        }
    return to;
  }

  Status add(YamlNode& to, const std::string& key, YamlNode child, const SourceMark& where) {
    for (size_t i = 0; i < to.entries.size(); ++i) {
      if (to.entries[i].first != key) continue;
      if (!reading_.repeated)
        return fail(
            Error(ErrorKind::kInvalidInput, fmt::format("key '{}' stands twice in this map", key)).at(where));
      reading_.repeated->push_back({key, where});
      to.entries[i].second = std::move(child);
      to.entry_marks[i] = where;
      return {};
    }
    to.entries.emplace_back(key, std::move(child));
    to.entry_marks.push_back(where);
    return {};
  }

  std::string file_;
  YamlReading reading_;
  size_t nodes_ = 0;
};

// Hears a document and keeps where its content begins.
struct Listener final : YAML::EventHandler {
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { keep(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { keep(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override {
    keep(mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    keep(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    keep(mark);
  }
  void OnMapEnd() override {}

  void keep(const YAML::Mark& mark) {
    if (!start) start = mark;
  }
  std::optional<YAML::Mark> start;
};

// Not by YAML::LoadAll: on some broken texts it finds documents for ever.
std::optional<YAML::Mark> second_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Listener first, second;
  if (!parser.HandleNextDocument(first) || !parser.HandleNextDocument(second)) return std::nullopt;
  return second.start.value_or(YAML::Mark());
}

size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

YamlNode::YamlNode() = default;
YamlNode::YamlNode(const YamlNode&) = default;
YamlNode::YamlNode(YamlNode&&) noexcept = default;
YamlNode& YamlNode::operator=(const YamlNode&) = default;
YamlNode& YamlNode::operator=(YamlNode&&) noexcept = default;
YamlNode::~YamlNode() = default;

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const auto& [name, node] : entries)
    if (name == key) return &node;
  return nullptr;
}

std::optional<std::string> YamlNode::as_text() const {
  if (kind != Kind::kScalar) return std::nullopt;
  return text;
}

std::optional<long long> YamlNode::as_integer() const {
  if (kind != Kind::kScalar) return std::nullopt;
  return base::parse_int(text);
}

std::optional<bool> YamlNode::as_boolean() const {
  if (kind != Kind::kScalar || quoted) return std::nullopt;
  std::string word = base::to_lower_ascii(text);
  if (word == "true" || word == "yes" || word == "on") return true;
  if (word == "false" || word == "no" || word == "off") return false;
  return std::nullopt;
}

Result<YamlNode> parse_yaml(std::string_view text, const std::string& file_name, const YamlReading& reading) {
  try {
    Converter converter(file_name, reading);
    if (!reading.one_document) return converter.convert(YAML::Load(std::string(text)), 0);
    if (auto second = second_document(std::string(text)))
      return fail(Error(ErrorKind::kInvalidInput, "the file holds more than one document")
                      .at({file_name, second->line + 1, second->column + 1}));
    return converter.convert(YAML::Load(std::string(text)), 0);
  } catch (const YAML::Exception& e) {
    SourceMark mark{file_name, e.mark.is_null() ? 0 : e.mark.line + 1,
                    e.mark.is_null() ? 0 : e.mark.column + 1};
    return fail(Error(ErrorKind::kInvalidInput, "broken YAML: " + e.msg).at(mark));
  }
}

Result<YamlNode> load_yaml(const std::string& path) {
  SLUICE_TRY(std::string text, base::read_file(path));
  return parse_yaml(text, path);
}

std::optional<std::string> nearest(const std::string& word, const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  size_t best_distance = word.size() / 3 + 2;
  for (const std::string& candidate : candidates) {
    size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

void check_keys(const YamlNode& map, const std::vector<std::string>& known, Diagnostics& findings) {
  for (size_t i = 0; i < map.entries.size(); ++i) {
    const std::string& key = map.entries[i].first;
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    auto near = nearest(key, known);
    findings.error(
        fmt::format("unknown key '{}'{}", key, near ? fmt::format(" (did you mean '{}'?)", *near) : ""),
        map.entry_marks[i], near ? "" : "known here: " + base::join(known, ", "));
  }
}

}  // namespace sluice::format
