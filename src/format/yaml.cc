#include "format/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

#include "base/files.h"
#include "base/text.h"

namespace sluice::format {
namespace {

constexpr int kMaxDepth = 100;
constexpr size_t kMaxNodes = 1'000'000;

// A word that says of a scalar what it is; anything else stands for what is not here (!vault, !include).
bool is_known_tag(const std::string& tag) {
  static const std::set<std::string> kKnown{"", "?", "!"};
  static const std::string kYaml = "tag:yaml.org,2002:";
  static const std::set<std::string> kTypes{"null", "bool", "int", "float", "str", "timestamp", "seq", "map"};
  return kKnown.contains(tag) || (tag.starts_with(kYaml) && kTypes.contains(tag.substr(kYaml.size())));
}
std::string shown_tag(const std::string& tag) {
  static const std::string kYaml = "tag:yaml.org,2002:";
  return tag.starts_with(kYaml) ? "!!" + tag.substr(kYaml.size()) : tag;
}

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
    if (!is_known_tag(from.Tag()))
      return fail(
          Error(ErrorKind::kInvalidInput, fmt::format("the tag {} is not read", shown_tag(from.Tag())))
              .at(to.mark));
    switch (from.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null: return to;
      case YAML::NodeType::Scalar: return scalar(from, std::move(to));
      case YAML::NodeType::Sequence:
        to.kind = YamlNode::Kind::kSequence;
        for (const YAML::Node& item : from) {
          SLUICE_TRY(YamlNode child, convert(item, depth + 1));
          // The parser places an empty item where the next thing stands; of the first one the dash is known.
          if (child.is_null() && to.items.empty() && child.mark.line > to.mark.line) child.mark = to.mark;
          to.items.push_back(std::move(child));
        }
        return to;
      case YAML::NodeType::Map: return map(from, std::move(to), depth);
    }
    return to;
  }

 private:
  using Places = std::map<std::string, size_t>;  // of the keys of a map among its entries

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
    Places places;
    SLUICE_CHECK(merge(from, to, places, depth));
    std::set<std::string> own;
    for (const auto& entry : from) {
      SourceMark where = mark_of(entry.first);
      if (!entry.first.IsScalar())
        return fail(Error(ErrorKind::kInvalidInput,
                          "a map key must be a plain word (a value that begins with {{ is quoted)")
                        .at(where));
      if (is_merge(entry.first)) continue;
      SLUICE_TRY(YamlNode child, convert(entry.second, depth + 1));
      if (child.is_null() && child.mark.line > where.line) child.mark = where;  // nothing after the colon
      const std::string& key = entry.first.Scalar();
      if (!own.insert(key).second) SLUICE_CHECK(tell_repeated(key, where));
      put(to, places, key, std::move(child), where);
    }
    return to;
  }

  static bool is_merge(const YAML::Node& key) {
    return key.IsScalar() && key.Scalar() == "<<" && key.Tag() != "!";
  }

  // What is merged in stands first, as PyYAML has it; of several maps an earlier one wins.
  Status merge(const YAML::Node& from, YamlNode& to, Places& places, int depth) {
    for (const auto& entry : from) {
      if (!is_merge(entry.first)) continue;
      SLUICE_TRY(YamlNode child, convert(entry.second, depth + 1));
      std::vector<YamlNode> sources;
      if (child.is_sequence())
        sources.assign(child.items.rbegin(), child.items.rend());
      else
        sources.push_back(std::move(child));
      for (YamlNode& source : sources) {
        if (!source.is_map())
          return fail(Error(ErrorKind::kInvalidInput, "<< takes a map or a list of maps")
                          .at(source.mark.line ? source.mark : mark_of(entry.first)));
        for (size_t i = 0; i < source.entries.size(); ++i)
          put(to, places, source.entries[i].first, std::move(source.entries[i].second),
              source.entry_marks[i]);
      }
    }
    return {};
  }

  Status tell_repeated(const std::string& key, const SourceMark& where) {
    if (!reading_.repeated)
      return fail(
          Error(ErrorKind::kInvalidInput, fmt::format("key '{}' stands twice in this map", key)).at(where));
    reading_.repeated->push_back({key, where});
    return {};
  }

  // The last value wins, in the place of the first.
  static void put(YamlNode& to, Places& places, const std::string& key, YamlNode child,
                  const SourceMark& where) {
    const auto [place, added] = places.try_emplace(key, to.entries.size());
    if (added) {
      to.entries.emplace_back(key, std::move(child));
      to.entry_marks.push_back(where);
    } else {
      to.entries[place->second].second = std::move(child);
      to.entry_marks[place->second] = where;
    }
  }

  std::string file_;
  YamlReading reading_;
  size_t nodes_ = 0;
};

// Put after the end of a text: a scalar that holds it was never closed; to everything else it is a comment.
constexpr const char* kBeyond = "#\x1e end \x1e";

// Hears a document and keeps where its content begins, and its last scalar.
struct Listener final : YAML::EventHandler {
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { keep(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { keep(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& value) override {
    keep(mark);
    last = mark;
    last_text = value;
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
  YAML::Mark last;  // of the last scalar
  std::string last_text;
};

// Whether a quote of the text has no end: the parser lets that pass where the text ends with it.
bool is_unclosed(const std::string& text) {
  std::istringstream stream(text + "\n" + kBeyond);
  YAML::Parser parser(stream);
  Listener listener;
  try {
    parser.HandleNextDocument(listener);
  } catch (const YAML::Exception&) {
    return true;  // without the addition it could be read
  }
  return listener.last_text.find(kBeyond) != std::string::npos;
}

// What the parser itself lets pass: a quote without its end, and a second document where one is wanted.
// (Not by YAML::LoadAll: on some broken texts it finds documents for ever.)
Status check_whole(const std::string& text, const std::string& file, bool one_document) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Listener first, second;
  auto wrong = [&](const char* what, const YAML::Mark& mark) {
    return fail(Error(ErrorKind::kInvalidInput, what).at({file, mark.line + 1, mark.column + 1}));
  };
  if (!parser.HandleNextDocument(first)) return {};
  if (is_unclosed(text)) return wrong("broken YAML: a quote without its end", first.last);
  if (!one_document || !parser.HandleNextDocument(second)) return {};
  return wrong("the file holds more than one document", second.start.value_or(YAML::Mark()));
}

// JSON writes a character beyond the first 65536 as two halves ("\\ud83d\\ude00"), which the parser does not
// know: each such pair in YAML's own form ("\\U0001f600").
std::string with_joined_halves(const std::string& text) {
  auto half = [&](size_t at, unsigned first) -> std::optional<unsigned> {
    unsigned value = 0;
    if (text.compare(at, 2, "\\u") != 0 || at + 6 > text.size()) return std::nullopt;
    const auto [end, problem] = std::from_chars(text.data() + at + 2, text.data() + at + 6, value, 16);
    const bool fits = problem == std::errc() && end == text.data() + at + 6 && value >> 10 == first >> 10;
    return fits ? std::optional(value & 0x3ff) : std::nullopt;
  };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto high = half(i, 0xd800), low = high ? half(i + 6, 0xdc00) : std::nullopt;
    if (low) {
      out += fmt::format("\\U{:08x}", 0x10000 + (*high << 10) + *low);
      i += 11;
    } else {
      out += text[i];
      if (text[i] == '\\' && i + 1 < text.size()) out += text[++i];
    }
  }
  return out;
}

Result<YamlNode> read(const std::string& text, const std::string& file_name, const YamlReading& reading) {
  const YAML::Node root = YAML::Load(text);
  SLUICE_CHECK(check_whole(text, file_name, reading.one_document));
  return Converter(file_name, reading).convert(root, 0);
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
    const std::string own(text);
    try {
      return read(own, file_name, reading);
    } catch (const YAML::ParserException& e) {
      if (e.msg.find(YAML::ErrorMsg::INVALID_UNICODE) == std::string::npos) throw;
      return read(with_joined_halves(own), file_name, reading);
    }
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
