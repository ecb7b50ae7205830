// Text: splitting, Unicode white space and UTF-8, numbers. All functions are pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::base {

std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string to_lower_ascii(std::string_view text);
std::string to_upper_ascii(std::string_view text);
// Without Unicode white space at both ends (tracking-events.md 4.2); a view into `text`.
std::string_view trim(std::string_view text);
// The whole text as a decimal integer, with optional sign; nothing if out of range or anything else is there.
std::optional<int64_t> parse_int(std::string_view text);

// Next code point of UTF-8 text, moving `pos` past it; -1 for an invalid byte (pos moves by 1).
int32_t next_code_point(std::string_view text, size_t& pos);
void append_utf8(std::string& out, uint32_t code_point);
bool is_valid_utf8(std::string_view text);
// Every invalid byte replaced by U+FFFD.
std::string valid_utf8(std::string_view text);
// The first `n` characters (code points) of valid UTF-8 text.
std::string_view first_characters(std::string_view text, size_t n);

// For file names: every character but ASCII letters, digits, "_", "." and "-" replaced by `separator`.
std::string file_safe(std::string_view text, char separator = '_');

// "12.3 MB": decimal units, for people.
std::string human_bytes(uint64_t bytes);
// "1,234,567"
std::string human_count(uint64_t count);

}  // namespace sluice::base
