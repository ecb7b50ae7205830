#include "sample/append.h"

#include <array>

#include "base/text.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

constexpr char kHex[] = "0123456789abcdef";

void append_date(std::string& out, Day day) {
  const std::chrono::year_month_day ymd(day);
  append_padded(out, static_cast<uint32_t>(static_cast<int>(ymd.year())), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(ymd.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(ymd.day()), 2);
}

void append_date_time(std::string& out, Micros t, char between) {
  const Day day = std::chrono::floor<std::chrono::days>(t);
  const auto micros = static_cast<uint64_t>((t - day).count());
  const auto seconds = static_cast<uint32_t>(micros / 1'000'000);
  append_date(out, day);
  out += between;
  append_padded(out, seconds / 3600, 2);
  out += ':';
  append_padded(out, seconds / 60 % 60, 2);
  out += ':';
  append_padded(out, seconds % 60, 2);
  out += '.';
  append_padded(out, static_cast<uint32_t>(micros % 1'000'000), 6);
}

// Which bytes cannot stand as they are.
using ByteSet = std::array<bool, 256>;
constexpr ByteSet make_set(bool quotes_and_controls) {
  ByteSet set{};
  for (size_t c = 0; c < 256; ++c)
    set[c] = c >= 0x80 || (quotes_and_controls && (c < 0x20 || c == '"' || c == '\\'));
  return set;
}
constexpr ByteSet kBeyondAscii = make_set(false), kInString = make_set(true);

void append_unit(std::string& out, uint32_t unit) {
  out += "\\u";
  append_hex(out, unit, 4);
}

// Escapes the character that starts at `pos` and moves past it.
void append_escape(std::string& out, std::string_view text, size_t& pos) {
  const char c = text[pos];
  if (static_cast<unsigned char>(c) >= 0x80) {
    const int32_t code = base::next_code_point(text, pos);
    if (code < 0x10000) return append_unit(out, code < 0 ? 0xfffd : static_cast<uint32_t>(code));
    append_unit(out, 0xd800 + (static_cast<uint32_t>(code - 0x10000) >> 10));
    return append_unit(out, 0xdc00 + (static_cast<uint32_t>(code - 0x10000) & 0x3ff));
  }
  ++pos;
  switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\n': out += "\\n"; break;
    case '\t': out += "\\t"; break;
    default: append_unit(out, static_cast<unsigned char>(c));
  }
}

void append_rewritten(std::string& out, std::string_view text, const ByteSet& special) {
  size_t copied = 0;
  for (size_t i = 0; i < text.size();) {
    if (!special[static_cast<unsigned char>(text[i])]) {
      ++i;
      continue;
    }
    out.append(text.substr(copied, i - copied));
    append_escape(out, text, i);
    copied = i;
  }
  out.append(text.substr(copied));
}

}  // namespace

void append_padded(std::string& out, uint32_t value, int digits) {
  const size_t start = out.size();
  out.append(static_cast<size_t>(digits), '0');
  for (size_t i = start + static_cast<size_t>(digits); i > start && value > 0; value /= 10)
    out[--i] = static_cast<char>('0' + value % 10);
}

void append_hex(std::string& out, uint64_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += kHex[(value >> shift) & 15];
}

void append_hex32(std::string& out, uint64_t key) {
  append_hex(out, mix(key, 1), 16);
  append_hex(out, mix(key, 2), 16);
}

void append_hundredths(std::string& out, int64_t hundredths) {
  append_number(out, hundredths / 100);
  if (hundredths % 100 == 0) return;
  out += '.';
  append_padded(out, static_cast<uint32_t>(hundredths % 100), 2);
  if (out.back() == '0') out.pop_back();
}

void append_event_time(std::string& out, Micros t) {
  append_date_time(out, t, 'T');
  out += "+00:00";
}

void append_sql_time(std::string& out, Micros t) {
  append_date_time(out, t, ' ');
}

void append_escaped(std::string& out, std::string_view text) {
  append_rewritten(out, text, kInString);
}

void append_ascii_json(std::string& out, std::string_view json) {
  append_rewritten(out, json, kBeyondAscii);
}

void append_percent_encoded(std::string& out, std::string_view text) {
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '.' || c == '-';
    if (plain) {
      out += c;
    } else {
      out += '%';
      append_hex(out, static_cast<unsigned char>(c), 2);
    }
  }
}

}  // namespace sluice::sample
