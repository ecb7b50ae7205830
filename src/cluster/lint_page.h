// What the rules of lint share: the document, its text, and where findings and edits go.
#pragma once

#include <functional>
#include <string>

#include "cluster/lint.h"
#include "cluster/reader.h"
#include "cluster/release.h"

namespace sluice::cluster {

class LintPage {
 public:
  LintPage(const YamlNode& document, const std::string& text);

  const YamlNode& document;
  const SourceText source;
  const std::optional<Release> release;  // nothing: an AMI, or no release that can be read
  Lint out;

  bool knows_m5() const;  // the replacements of old instance types
  void tell(const char* code, const std::string& path, const SourceMark& mark, const std::string& message,
            const std::string& hint);
  void edit(const Span& span, const std::string& text) { out.edits.push_back({span, text}); }
  // The same quotes around another value.
  void replace(const SourceMark& mark, const std::string& from, const std::string& to);

  static SourceMark key_mark(const YamlNode& map, const std::string& key);
  bool flow(const YamlNode& node) const;  // written with braces or brackets
  // Of a value, or of a key with its value; nothing where an anchor, a comment or an escape is in the way.
  std::optional<Span> value(const YamlNode& node) const;
  std::optional<Span> entry(const YamlNode& map, size_t i) const;
  std::optional<Span> entry(const YamlNode& map, const std::string& key) const;
  // As it is written; quoted where it could end a flow collection.
  std::string source_of(const YamlNode& node) const;
  std::string flow_text(const YamlNode& node) const;
  // The spaces before the column of a mark.
  static std::string indent(const SourceMark& mark);

  void each_item(const char* list,
                 const std::function<void(const YamlNode& item, const std::string& path)>& with) const;

 private:
  std::optional<size_t> close_of(const YamlNode& node, size_t start) const;
};

void lint_names(LintPage& page);  // L101, L102, L106, L107
void lint_forms(LintPage& page);  // L103, L104, L105
void lint_steps(LintPage& page);  // L108

}  // namespace sluice::cluster
