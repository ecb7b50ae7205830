// The text of a YAML file beside its tree: where a scalar begins and ends, and edits that leave all else as
// it is, comments and layout included.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "format/yaml.h"

namespace sluice::cluster {

struct Span {
  size_t at = 0, end = 0;  // bytes
};
struct Edit {
  Span span;
  std::string text;  // what stands there then
};

class SourceText {
 public:
  explicit SourceText(std::string text);
  // The scalar or key at `mark` with its quotes; nothing if the text there is not simply that value.
  std::optional<Span> find(const SourceMark& mark, const std::string& value) const;
  std::string_view part(const Span& span) const;
  std::optional<size_t> position(const SourceMark& mark) const;
  // An edit that takes "key: value" away, with its comma, and with its line if nothing else is on it.
  Edit removal(Span entry) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::vector<size_t> lines_;  // where each begins
};

// Edits that overlap an earlier one are left out.
std::string edited(const std::string& text, std::vector<Edit> edits);

}  // namespace sluice::cluster
