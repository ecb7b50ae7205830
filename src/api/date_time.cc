#include "api/date_time.h"

namespace sluice::api {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Take exactly `digits` digits off the front.
std::optional<int> take_number(std::string_view& text, size_t digits) {
  if (text.size() < digits) return {};
  int value = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return {};
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

// One or two digits, as many as there are.
std::optional<int> take_one_or_two(std::string_view& text) {
  return take_number(text, text.size() > 1 && is_digit(text[0]) && is_digit(text[1]) ? 2 : 1);
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<base::Day> take_date(std::string_view& text) {
  const auto y = take_number(text, 4);
  if (!y || *y == 0 || !take(text, '-')) return {};
  const auto m = take_one_or_two(text);
  if (!m || !take(text, '-')) return {};
  const auto d = take_one_or_two(text);
  if (!d) return {};
  const std::chrono::year_month_day date{year(*y), month(static_cast<unsigned>(*m)),
                                         day(static_cast<unsigned>(*d))};
  if (!date.ok()) return {};
  return base::Day(date);
}

// Hours, minutes, seconds without separators: of all ways to cut, the first in which each is in range and all
// is used.
std::optional<std::chrono::seconds> clock_time(std::string_view text) {
  for (size_t h : {2, 1})
    for (size_t m : {2, 1})
      for (size_t s : {2, 1}) {
        std::string_view rest = text;
        if (text.size() != h + m + s) continue;
        const auto hours = take_number(rest, h), minutes = take_number(rest, m),
                   seconds = take_number(rest, s);
        if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59) continue;
        return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
      }
  return {};
}

}  // namespace

std::optional<base::Micros> parse_date_parameter(std::string_view text) {
  const auto date = take_date(text);
  if (!date) return {};
  if (text.empty()) return base::Micros(*date);
  if (!take(text, 'T')) return {};
  const auto time = clock_time(text);
  if (!time) return {};
  return base::Micros(*date) + *time;
}

std::optional<base::Day> parse_date(std::string_view text) {
  const auto date = take_date(text);
  return text.empty() ? date : std::nullopt;
}

std::string dt_text(std::string_view stored) {
  if (stored.size() < 19) return std::string(stored);
  std::string text(stored.substr(0, 10));
  text += 'T';
  text += stored.substr(11, 2);
  text += stored.substr(14, 2);
  text += stored.substr(17, 2);
  return text;
}

std::string iso_text(std::string_view stored) {
  if (stored.size() < 19) return std::string(stored);
  std::string text(stored.substr(0, 19));
  text[10] = 'T';
  const std::string_view fraction = stored.substr(19);
  if (fraction.find_first_not_of(".0") != fraction.npos) {
    text += fraction;
    text.append(7 - std::min<size_t>(7, fraction.size()), '0');
  }
  return text + 'Z';
}

}  // namespace sluice::api
