#include "base/text.h"

#include <fmt/format.h>

#include <charconv>

namespace sluice::base {
namespace {

bool is_space(int32_t c) {
  return (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  size_t begin = 0;
  while (true) {
    size_t end = text.find(separator, begin);
    if (end == text.npos) break;
    out.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  out.push_back(text.substr(begin));
  return out;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i) out += separator;
    out += parts[i];
  }
  return out;
}

std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string to_upper_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string_view trim(std::string_view text) {
  // Nearly all text begins and ends with a printable ASCII character.
  auto plain = [](char c) { return c > ' ' && c < 127; };
  if (!text.empty() && plain(text.front()) && plain(text.back())) return text;
  size_t begin = 0;
  while (begin < text.size()) {
    size_t pos = begin;
    if (!is_space(next_code_point(text, pos))) break;
    begin = pos;
  }
  size_t end = text.size();
  while (end > begin) {
    size_t start = end - 1;
    while (start > begin && end - start < 4 && is_continuation(text[start])) --start;
    size_t pos = start;
    if (!is_space(next_code_point(text, pos)) || pos != end) break;
    end = start;
  }
  return text.substr(begin, end - begin);
}

std::optional<int64_t> parse_int(std::string_view text) {
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text[0] == '-') return std::nullopt;
  }
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

int32_t next_code_point(std::string_view text, size_t& pos) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = byte(pos);
  if (first < 0x80) {
    ++pos;
    return first;
  }
  int more = first >= 0xc2 && first <= 0xdf   ? 1
             : (first & 0xf0) == 0xe0         ? 2
             : first >= 0xf0 && first <= 0xf4 ? 3
                                              : 0;
  if (more == 0 || pos + static_cast<size_t>(more) >= text.size()) {
    ++pos;
    return -1;
  }
  int32_t value = first & (more == 1 ? 0x1f : more == 2 ? 0x0f : 0x07);
  for (int i = 1; i <= more; ++i) {
    if (!is_continuation(text[pos + static_cast<size_t>(i)])) {
      ++pos;
      return -1;
    }
    value = (value << 6) | (byte(pos + static_cast<size_t>(i)) & 0x3f);
  }
  bool overlong = (more == 2 && value < 0x800) || (more == 3 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    ++pos;
    return -1;
  }
  pos += static_cast<size_t>(more) + 1;
  return value;
}

void append_utf8(std::string& out, uint32_t c) {
  auto put = [&](uint32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | (c >> 6));
    put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3f));
    put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3f));
    put(0x80 | ((c >> 6) & 0x3f));
    put(0x80 | (c & 0x3f));
  }
}

bool is_valid_utf8(std::string_view text) {
  for (size_t pos = 0; pos < text.size();)
    if (next_code_point(text, pos) < 0) return false;
  return true;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t pos = 0; pos < text.size();) {
    size_t start = pos;
    if (next_code_point(text, pos) < 0)
      append_utf8(out, 0xfffd);
    else
      out += text.substr(start, pos - start);
  }
  return out;
}

std::string_view first_characters(std::string_view text, size_t n) {
  if (text.size() <= n) return text;
  size_t pos = 0;
  while (n > 0 && pos < text.size()) {
    next_code_point(text, pos);
    --n;
  }
  return text.substr(0, pos);
}

std::string file_safe(std::string_view text, char separator) {
  std::string out;
  for (size_t pos = 0; pos < text.size();) {
    int32_t c = next_code_point(text, pos);
    bool keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                c == '.' || c == '-';
    out += keep ? static_cast<char>(c) : separator;
  }
  return out;
}

std::string human_bytes(uint64_t bytes) {
  const char* units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1000 && unit < 5) {
    value /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

std::string human_count(uint64_t count) {
  std::string digits = std::to_string(count);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

}  // namespace sluice::base
