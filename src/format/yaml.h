// YAML documents as plain values that keep the source text of scalars and where each node stands.
//
// Gives: a tree of YamlNode. Errors: kInvalidInput with line and column for broken YAML, a repeated key, a
// tag that is not one of YAML's plain types, an alias nesting deeper than 100 levels or a document that
// aliases blow up past a million nodes. Only the first document counts. Merge keys (<<) are resolved; what
// they bring stands first in its map.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"

namespace sluice::format {

struct YamlNode {
  enum class Kind { kNull, kScalar, kSequence, kMap };
  // Defined in yaml.cc: clang cannot make them here, where a pair with this type is not complete.
  YamlNode();
  YamlNode(const YamlNode&);
  YamlNode(YamlNode&&) noexcept;
  YamlNode& operator=(const YamlNode&);
  YamlNode& operator=(YamlNode&&) noexcept;
  ~YamlNode();

  Kind kind = Kind::kNull;
  std::string text;     // of a scalar, as written (quotes and escapes resolved)
  bool quoted = false;  // a scalar that was quoted is always text
  SourceMark mark;
  std::vector<YamlNode> items;                            // of a sequence
  std::vector<std::pair<std::string, YamlNode>> entries;  // of a map, in order
  std::vector<SourceMark> entry_marks;                    // where each key of `entries` stands

  bool is_map() const { return kind == Kind::kMap; }
  bool is_sequence() const { return kind == Kind::kSequence; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_null() const { return kind == Kind::kNull; }
  // Entry of a map; null if absent or if this is no map.
  const YamlNode* find(std::string_view key) const;
  // Typed readings; nothing if the node is of another form. Booleans are those of YAML 1.1 (yes, no, on, off,
  // true, false).
  std::optional<std::string> as_text() const;
  std::optional<long long> as_integer() const;
  std::optional<bool> as_boolean() const;
};

struct RepeatedKey {
  std::string key;
  SourceMark mark;
};
struct YamlReading {
  // Where to tell repeated keys (the last one wins then); null: a repeated key is an error.
  std::vector<RepeatedKey>* repeated = nullptr;
  bool one_document = false;  // more than one is an error
};
Result<YamlNode> parse_yaml(std::string_view text, const std::string& file_name,
                            const YamlReading& reading = {});
Result<YamlNode> load_yaml(const std::string& path);

// Report every key of `map` that is not in `known`, with the nearest known one: "unknown key 'buckts' (did
// you mean 'buckets'?)".
void check_keys(const YamlNode& map, const std::vector<std::string>& known, Diagnostics& findings);
// The candidate nearest to `word` by edit distance, if near enough to be a slip.
std::optional<std::string> nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace sluice::format
