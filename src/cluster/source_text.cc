#include "cluster/source_text.h"

#include <algorithm>

namespace sluice::cluster {

SourceText::SourceText(std::string text) : text_(std::move(text)) {
  lines_.push_back(0);
  for (size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') lines_.push_back(i + 1);
}

std::optional<size_t> SourceText::position(const SourceMark& mark) const {
  if (mark.line < 1 || static_cast<size_t>(mark.line) > lines_.size() || mark.column < 1) return std::nullopt;
  const size_t at = lines_[static_cast<size_t>(mark.line) - 1] + static_cast<size_t>(mark.column) - 1;
  return at < text_.size() ? std::optional(at) : std::nullopt;
}

std::optional<Span> SourceText::find(const SourceMark& mark, const std::string& value) const {
  const auto at = position(mark);
  if (!at || value.empty()) return std::nullopt;
  if (text_.compare(*at, value.size(), value) == 0) return Span{*at, *at + value.size()};
  const char quote = text_[*at];
  const size_t end = *at + 1 + value.size();
  const bool quoted = (quote == '"' || quote == '\'') && end < text_.size() && text_[end] == quote &&
                      text_.compare(*at + 1, value.size(), value) == 0;
  return quoted ? std::optional(Span{*at, end + 1}) : std::nullopt;
}

std::string_view SourceText::part(const Span& span) const {
  return std::string_view(text_).substr(span.at, span.end - span.at);
}

Edit SourceText::removal(Span entry) const {
  auto blank = [&](size_t at) { return at < text_.size() && (text_[at] == ' ' || text_[at] == '\t'); };
  while (blank(entry.end)) ++entry.end;
  if (entry.end < text_.size() && text_[entry.end] == ',') ++entry.end;
  while (blank(entry.end)) ++entry.end;
  size_t start = entry.at;
  while (start > 0 && blank(start - 1)) --start;
  const bool first = start == 0 || text_[start - 1] == '\n';
  const bool last = entry.end == text_.size() || text_[entry.end] == '\n';
  if (first && last) return {{start, std::min(entry.end + 1, text_.size())}, ""};
  return {entry, ""};
}

std::string edited(const std::string& text, std::vector<Edit> edits) {
  std::ranges::stable_sort(edits, {}, [](const Edit& edit) { return edit.span.at; });
  std::string out;
  size_t at = 0;
  for (const Edit& edit : edits) {
    if (edit.span.at < at) continue;
    out += text.substr(at, edit.span.at - at) + edit.text;
    at = edit.span.end;
  }
  return out + text.substr(at);
}

}  // namespace sluice::cluster
