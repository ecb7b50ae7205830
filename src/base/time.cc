#include "base/time.h"

#include <fmt/format.h>
#include <time.h>

#include <cctype>
#include <thread>

namespace sluice::base {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year;
using std::chrono::year_month_day;

// All of `text` as digits, or nothing.
std::optional<int> digits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Day> make_day(int y, int m, int d) {
  year_month_day ymd{year(y), std::chrono::month(static_cast<unsigned>(m)),
                     std::chrono::day(static_cast<unsigned>(d))};
  if (y < 1 || !ymd.ok()) return std::nullopt;
  return Day(ymd);
}

Day monday_of_iso_week(int y, int week) {
  return iso_monday(*make_day(y, 1, 4)) + days(7 * (week - 1));
}

Error bad_interval(std::string_view text) {
  return Error(
      ErrorKind::kInvalidInput, fmt::format("'{}' is no interval of days", text),
      "write 2021, 2021-03, 2021-W09, 2021-03-02 or 2021-03-01..2021-03-06 (the last day is not included)");
}

}  // namespace

std::string format_day(Day day) {
  year_month_day ymd(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

std::optional<Day> parse_day(std::string_view t) {
  if (t.size() != 10 || t[4] != '-' || t[7] != '-') return std::nullopt;
  auto y = digits(t.substr(0, 4)), m = digits(t.substr(5, 2)), d = digits(t.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  return make_day(*y, *m, *d);
}

std::optional<Day> parse_day_as(std::string_view text, const std::string& strptime_format) {
  struct tm tm{};
  std::string owned(text);
  const char* rest = strptime(owned.c_str(), strptime_format.c_str(), &tm);
  if (!rest || *rest) return std::nullopt;
  return make_day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday == 0 ? 1 : tm.tm_mday);
}

Day iso_monday(Day day) {
  return day - days(std::chrono::weekday(day).iso_encoding() - 1);
}

std::string format_datetime(Micros t) {
  Day day = std::chrono::floor<days>(t);
  auto seconds = std::chrono::floor<std::chrono::seconds>(t - day).count();
  return fmt::format("{} {:02}:{:02}:{:02}", format_day(day), seconds / 3600, seconds / 60 % 60,
                     seconds % 60);
}

std::string format_interval(const DayInterval& i) {
  return format_day(i.begin) + ".." + format_day(i.end);
}

Result<DayInterval> parse_interval(std::string_view t) {
  auto between = [&](std::string_view a, std::string_view b) -> Result<DayInterval> {
    auto begin = parse_day(a), end = parse_day(b);
    if (!begin || !end) return fail(bad_interval(t));
    if (*begin > *end)
      return fail(ErrorKind::kInvalidInput, fmt::format("interval '{}' ends before it begins", t));
    return DayInterval{*begin, *end};
  };
  if (auto dots = t.find(".."); dots != t.npos) return between(t.substr(0, dots), t.substr(dots + 2));
  if (t.size() == 21 && t[10] == '-') return between(t.substr(0, 10), t.substr(11));
  if (t.size() == 10)
    if (auto d = parse_day(t)) return DayInterval{*d, *d + days(1)};
  if (t.size() == 8 && t[4] == '-' && t[5] == 'W') {
    auto y = digits(t.substr(0, 4)), w = digits(t.substr(6));
    if (y && w && *y >= 1 && *w >= 1 && *w <= 53) {
      Day begin = monday_of_iso_week(*y, *w);
      if (begin < monday_of_iso_week(*y + 1, 1)) return DayInterval{begin, begin + days(7)};
    }
  }
  if (t.size() == 7 && t[4] == '-') {
    auto y = digits(t.substr(0, 4)), m = digits(t.substr(5));
    if (y && m)
      if (auto begin = make_day(*y, *m, 1)) {
        year_month_day next = year_month_day(*begin) + months(1);
        return DayInterval{*begin, Day(next)};
      }
  }
  if (t.size() == 4)
    if (auto y = digits(t); y && *y >= 1) return DayInterval{*make_day(*y, 1, 1), *make_day(*y + 1, 1, 1)};
  return fail(bad_interval(t));
}

Result<days> parse_duration_days(std::string_view text) {
  auto bad = [&] {
    return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is no duration", text),
                "write for example '2 days', '1 week 2 days', '36 h' or 'P2D'");
  };
  std::string_view t = text;
  bool iso = !t.empty() && t[0] == 'P';
  if (iso) t.remove_prefix(1);
  long long minutes = 0;
  bool any = false, time_part = false;
  while (!t.empty()) {
    if (t[0] == ' ' || t[0] == ',') {
      t.remove_prefix(1);
      continue;
    }
    if (iso && t[0] == 'T') {
      time_part = true;
      t.remove_prefix(1);
      continue;
    }
    size_t n = 0;
    while (n < t.size() && std::isdigit(static_cast<unsigned char>(t[n]))) ++n;
    auto count = digits(t.substr(0, n));
    if (!count) return bad();
    t.remove_prefix(n);
    while (!t.empty() && t[0] == ' ') t.remove_prefix(1);
    size_t w = 0;
    while (w < t.size() && std::isalpha(static_cast<unsigned char>(t[w])) && !(iso && w > 0)) ++w;
    std::string unit(t.substr(0, w));
    for (char& c : unit) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    t.remove_prefix(w);
    long long each;
    if (unit == "w" || unit == "week" || unit == "weeks")
      each = 7 * 1440;
    else if (unit == "d" || unit == "day" || unit == "days")
      each = 1440;
    else if (unit == "h" || unit == "hour" || unit == "hours")
      each = 60;
    else if ((unit == "m" && (!iso || time_part)) || unit == "min" || unit == "minute" || unit == "minutes")
      each = 1;
    else if (unit == "s" || unit == "second" || unit == "seconds")
      each = 0;
    else
      return bad();
    minutes += each * *count;
    any = true;
  }
  if (!any) return bad();
  return days(minutes / 1440);
}

namespace {
class SystemClock final : public Clock {
 public:
  Micros now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
  void sleep_for(std::chrono::milliseconds d) override { std::this_thread::sleep_for(d); }
};
}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

}  // namespace sluice::base
