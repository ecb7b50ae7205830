#include "api/course_id.h"

#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace sluice::api {
namespace {

bool is_ascii_word(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

// Letters and digits of any script; the tables are those of the C library.
bool is_word(int32_t c) {
  static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (c < 128) return c >= 0 && is_ascii_word(static_cast<char32_t>(c));
  return unicode != nullptr && iswalnum_l(static_cast<wint_t>(c), unicode) != 0;
}

// One or more word characters or characters of `extra`.
bool is_key(std::string_view text, std::string_view extra) {
  for (size_t at = 0; at < text.size();) {
    const int32_t c = base::next_code_point(text, at);
    const bool wanted = c >= 0 && c < 128 && extra.find(static_cast<char>(c)) != extra.npos;
    if (!wanted && !is_word(c)) return false;
  }
  return !text.empty();
}

bool is_new_key(std::string_view text) { return is_key(text, "-~.:"); }
bool is_old_key(std::string_view text) { return is_key(text, "-.%"); }

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_version(std::string_view text) {
  return text.size() == 24 && std::ranges::all_of(
                                  text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool drop_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Parts after the third: an optional branch, an optional version, and the number of a ccx.
bool is_tail(std::vector<std::string_view> tail, bool ccx) {
  if (ccx) {
    if (tail.empty() || !drop_prefix(tail.back(), "ccx@") || !is_digits(tail.back())) return false;
    tail.pop_back();
  }
  size_t next = 0;
  if (next < tail.size() && drop_prefix(tail[next], "branch@")) {
    if (!is_new_key(tail[next++])) return false;
  }
  if (next < tail.size() && drop_prefix(tail[next], "version@")) {
    if (!is_version(tail[next++])) return false;
  }
  return next == tail.size();
}

std::optional<CourseParts> parse_plus(std::string_view text, bool ccx) {
  const std::vector<std::string_view> parts = base::split(text, '+');
  if (parts.size() < 3 || !is_new_key(parts[0]) || !is_new_key(parts[1]) || !is_new_key(parts[2])) return {};
  if (!is_tail({parts.begin() + 3, parts.end()}, ccx)) return {};
  return CourseParts{std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
}

std::optional<CourseParts> parse_slash(std::string_view text) {
  const std::vector<std::string_view> parts = base::split(text, '/');
  if (parts.size() != 3 || !is_old_key(parts[0]) || !is_old_key(parts[1])) return {};
  if (!parts[2].empty() && !is_old_key(parts[2])) return {};
  return CourseParts{std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
}

std::optional<CourseParts> parse_library(std::string_view text) {
  const std::vector<std::string_view> parts = base::split(text, '+');
  if (parts.size() != 2 || !is_new_key(parts[0]) || !is_new_key(parts[1])) return {};
  return CourseParts{std::string(parts[0]), std::string(parts[1]), ""};
}

}  // namespace

bool is_course_path(std::string_view text) {
  const size_t first = text.find_first_of("/+");
  if (first == text.npos || first == 0) return false;
  const size_t second = text.find_first_of("/+", first + 1);
  if (second == text.npos || second == first + 1) return false;
  const std::string_view rest = text.substr(second + 1);
  return !rest.empty() && rest.find('/') == rest.npos;
}

std::optional<CourseParts> parse_course_id(std::string_view id) {
  if (drop_prefix(id, "course-v1:")) return parse_plus(id, false);
  if (drop_prefix(id, "ccx-v1:")) return parse_plus(id, true);
  if (drop_prefix(id, "slashes:")) {
    const auto parts = base::split(id, '+');
    return parts.size() == 3 ? parse_plus(id, false) : std::nullopt;
  }
  if (drop_prefix(id, "library-v1:")) return parse_library(id);
  return parse_slash(id);
}

std::string file_safe(std::string_view text) {
  std::string safe;
  for (size_t at = 0; at < text.size();) {
    const int32_t c = base::next_code_point(text, at);
    const bool plain = c >= 0 && c < 128 && (is_ascii_word(static_cast<char32_t>(c)) || c == '.' || c == '-');
    safe += plain ? static_cast<char>(c) : '_';
  }
  return safe;
}

std::string file_stem(std::string_view id) {
  const auto parts = parse_course_id(id);
  if (!parts) return file_safe(id);
  std::string stem = parts->org + "-" + parts->course;
  if (!parts->run.empty()) stem += "-" + parts->run;
  return file_safe(stem);
}

}  // namespace sluice::api
