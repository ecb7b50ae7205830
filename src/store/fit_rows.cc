#include "store/fit_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sluice::store {
namespace {

constexpr std::string_view kNull = "\\N";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool is_not_finite(std::string_view cell) {
  if (cell.empty() || cell.size() > 9) return false;
  if (cell[0] == '+' || cell[0] == '-') cell.remove_prefix(1);
  std::string word = base::to_lower_ascii(cell);
  return word == "inf" || word == "infinity" || word == "nan";
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// An escape whose second character is missing would take in the separator after it.
bool ends_in_escape(std::string_view cell) {
  size_t plain = cell.find_last_not_of('\\');
  return (cell.size() - (plain == cell.npos ? 0 : plain + 1)) % 2 == 1;
}

}  // namespace

Status FitRows::append(std::string_view line, std::string& out) {
  size_t begin = 0, index = 0;
  for (;; ++index) {
    size_t end = std::min(line.find('\t', begin), line.size());
    if (index == columns_.size()) break;
    std::string_view cell = line.substr(begin, end - begin);
    const FitColumn& column = columns_[index];
    if (ends_in_escape(cell)) return fail(ErrorKind::kCorrupt, "a cell ends in a lone backslash");
    if (index) out += '\t';
    if (cell == kNull)
      out += kNull;
    else if (column.kind == FitColumn::Kind::kText)
      append_text(column, cell, out);
    else if (column.kind == FitColumn::Kind::kNumber)
      out += is_not_finite(cell) ? kNull : cell;
    else if (column.kind == FitColumn::Kind::kDateTime)
      out += cell.substr(0, cell.find('.'));
    else
      out += cell;
    if (end == line.size()) {
      ++index;
      break;
    }
    begin = end + 1;
  }
  auto tabs = static_cast<size_t>(std::ranges::count(line, '\t'));
  if (tabs + 1 != columns_.size())
    return fail(ErrorKind::kCorrupt,
                fmt::format("a row has {} cells instead of {}", tabs + 1, columns_.size()));
  out += '\n';
  return {};
}

void FitRows::append_text(const FitColumn& column, std::string_view cell, std::string& out) {
  // Cells are still escaped: never shorter than what they stand for.
  if (cell.size() <= column.max_characters && cell.size() <= column.max_bytes && is_ascii(cell)) {
    out += cell;
    return;
  }
  uint64_t characters = 0, bytes = 0;
  bool replaced = false;
  for (size_t pos = 0; pos < cell.size();) {
    size_t start = pos;
    int32_t c = base::next_code_point(cell, pos);
    if (c == '\\' && pos < cell.size()) c = base::next_code_point(cell, pos);  // the escape is one character
    bool unfit = c < 0 || (c > 0xffff && !column.four_bytes);
    std::string_view piece = unfit ? kReplacement : cell.substr(start, pos - start);
    size_t stored = unfit ? kReplacement.size() : piece.size() - (piece[0] == '\\' ? 1 : 0);
    if (characters + 1 > column.max_characters || bytes + stored > column.max_bytes) {
      ++cut_;
      break;
    }
    replaced |= unfit;
    out += piece;
    ++characters;
    bytes += stored;
  }
  replaced_ += replaced;
}

}  // namespace sluice::store
