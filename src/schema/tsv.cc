#include "schema/tsv.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace sluice::schema {

namespace {

// Whether a byte stands for itself: a table, because nearly every byte of a log does.
constexpr std::array<bool, 256> kEscaped = [] {
  std::array<bool, 256> out{};
  for (char c : {'\\', '\t', '\n', '\r', '\0'}) out[static_cast<unsigned char>(c)] = true;
  return out;
}();

// Eight bytes at a time: none of those is below 0x20 or a backslash (a few bytes more than need escapes).
bool needs_escapes(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101ull, kHighs = kOnes << 7;
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    uint64_t slashes = word ^ kOnes * '\\';
    if ((((word - kOnes * 0x20) & ~word) | ((slashes - kOnes) & ~slashes)) & kHighs) break;
  }
  for (; at < text.size(); ++at)
    if (kEscaped[static_cast<unsigned char>(text[at])]) return true;
  return false;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  if (!needs_escapes(text)) {
    out += text;
    return;
  }
  for (char c : text) switch (c) {
      case '\\': out += "\\\\"; break;
      case '\t': out += "\\t"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\0': out += "\\0"; break;
      default: out += c;
    }
}

std::string_view escaped(std::string_view text, std::string& buffer) {
  if (!needs_escapes(text)) return text;
  buffer.clear();
  append_escaped(buffer, text);
  return buffer;
}

void append_cell(std::string& out, const Cell& cell) {
  char buffer[40];
  if (const auto* i = std::get_if<int64_t>(&cell)) {
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, *i).ptr);
  } else if (const auto* d = std::get_if<double>(&cell); d && std::isfinite(*d)) {
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, *d).ptr);
  } else if (const auto* s = std::get_if<std::string>(&cell)) {
    append_escaped(out, *s);
  } else {
    out += "\\N";
  }
}

std::string tsv_line(const Row& row) {
  std::string out;
  for (size_t i = 0; i < row.size(); ++i) {
    if (i) out += '\t';
    append_cell(out, row[i]);
  }
  return out += '\n';
}

std::string tsv_header(const Table& table) {
  std::string out;
  for (const Column& column : table.columns) {
    if (!out.empty()) out += '\t';
    out += column.name;
  }
  return out += '\n';
}

Result<std::vector<std::optional<std::string>>> parse_tsv_line(std::string_view line) {
  std::vector<std::optional<std::string>> cells;
  for (std::string_view raw : base::split(line, '\t')) {
    if (raw == "\\N") {
      cells.emplace_back(std::nullopt);
      continue;
    }
    std::string text;
    for (size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '\\') {
        text += raw[i];
        continue;
      }
      if (++i == raw.size()) return fail(ErrorKind::kCorrupt, "a cell ends in a lone backslash");
      switch (raw[i]) {
        case 't': text += '\t'; break;
        case 'n': text += '\n'; break;
        case 'r': text += '\r'; break;
        case '0': text += '\0'; break;
        default: text += raw[i];
      }
    }
    cells.emplace_back(std::move(text));
  }
  return cells;
}

}  // namespace sluice::schema
