// Calendar days, instants in UTC, ISO weeks, day intervals and durations; the Clock that tests replace.
// Spellings of intervals and durations: spec tracking-events.md section 1.1.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice::base {

using Day = std::chrono::sys_days;
using Micros = std::chrono::sys_time<std::chrono::microseconds>;

// "2021-03-02"; years 0001 to 9999.
std::string format_day(Day day);
// Exactly YYYY-MM-DD and an existing day, else nothing.
std::optional<Day> parse_day(std::string_view text);
// Text by a strptime format ("%Y%m%d"); the whole text must be used up.
std::optional<Day> parse_day_as(std::string_view text, const std::string& strptime_format);
// The Monday on or before `day` (ISO weeks).
Day iso_monday(Day day);
// "YYYY-MM-DD hh:mm:ss", fraction cut off.
std::string format_datetime(Micros t);

// Half-open interval of days [begin, end).
struct DayInterval {
  Day begin{};
  Day end{};
  bool contains(Day d) const { return d >= begin && d < end; }
  bool empty() const { return begin >= end; }
  int days() const { return empty() ? 0 : static_cast<int>((end - begin).count()); }
  DayInterval widened(std::chrono::days by) const { return {begin - by, end + by}; }
  friend bool operator==(const DayInterval&, const DayInterval&) = default;
};
std::string format_interval(const DayInterval& interval);  // "2021-03-01..2021-03-06"

// "2021", "2021-03", "2021-W09", "2021-03-02", "2021-03-01-2021-03-06", and our "2021-03-01..2021-03-06".
Result<DayInterval> parse_interval(std::string_view text);
// "2 days", "1 week 2 days", "36 h", "P2D", "P1W", "PT36H"; only whole days count.
Result<std::chrono::days> parse_duration_days(std::string_view text);

// The time of the world. Implementations are safe for concurrent use.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Micros now() const = 0;
  virtual void sleep_for(std::chrono::milliseconds d) = 0;
  Day today() const { return std::chrono::floor<std::chrono::days>(now()); }
};
// The machine's clock; lives for the whole process.
Clock& system_clock();

}  // namespace sluice::base
