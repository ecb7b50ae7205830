// Appending to a line: numbers, hex, times, JSON strings. All functions only append; none allocates beyond
// `out`.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace sluice::sample {

using base::Day;
using base::Micros;

template <class T>
void append_number(std::string& out, T value) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, end);
}
void append_all(std::string& out, auto&&... parts) {
  (out.append(std::string_view(parts)), ...);
}

void append_padded(std::string& out, uint32_t value, int digits);
void append_hex(std::string& out, uint64_t value, int digits);  // the lowest `digits` hex digits, lower case
void append_hex32(std::string& out, uint64_t key);              // 32 hex digits that belong to `key`
void append_hundredths(std::string& out, int64_t hundredths);   // 4512 -> 45.12, 4500 -> 45
void append_event_time(std::string& out, Micros t);             // 2021-03-02T10:00:00.123456+00:00
void append_sql_time(std::string& out, Micros t);               // 2021-03-02 10:00:00.123456
// The inside of a JSON string in pure ASCII, as the LMS writes it: quotes, backslashes and control characters
// escaped, other characters beyond ASCII as \uXXXX. `text` is UTF-8.
void append_escaped(std::string& out, std::string_view text);
// JSON text in pure ASCII: only the characters beyond ASCII are rewritten.
void append_ascii_json(std::string& out, std::string_view json);
// As in a URL-encoded form: everything but letters, digits and _.- as %XX.
void append_percent_encoded(std::string& out, std::string_view text);

}  // namespace sluice::sample
