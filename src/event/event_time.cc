#include "event/event_time.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace sluice::event {
namespace {

constexpr char kShape[] = "dddd-dd-ddTdd:dd:dd";
constexpr size_t kShapeSize = sizeof kShape - 1;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
int two(const char* p) {
  return (p[0] - '0') * 10 + (p[1] - '0');
}

bool has_shape(std::string_view t) {
  if (t.size() < kShapeSize) return false;
  for (size_t i = 0; i < kShapeSize; ++i)
    if (kShape[i] == 'd' ? !is_digit(t[i]) : t[i] != kShape[i]) return false;
  return true;
}

// Minutes east of UTC of "", "Z" or "±hh:mm".
std::optional<int> offset_minutes(std::string_view t) {
  if (t.empty() || t == "Z" || t == "+00:00") return 0;
  if (t.size() != 6 || (t[0] != '+' && t[0] != '-') || t[3] != ':') return std::nullopt;
  for (size_t i : {1u, 2u, 4u, 5u})
    if (!is_digit(t[i])) return std::nullopt;
  int hours = two(&t[1]), minutes = two(&t[4]);
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (t[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

// Nearly all events of a file are of one day, so the last answer is kept.
struct LastDay {
  char text[11] = {};  // with the T
  base::Day day{};
};
thread_local LastDay last_day;

std::optional<base::Day> day_of(std::string_view text) {
  LastDay& last = last_day;
  if (std::memcmp(last.text, text.data(), sizeof last.text) == 0) return last.day;
  auto day = base::parse_day(text.substr(0, 10));
  if (!day) return std::nullopt;
  std::memcpy(last.text, text.data(), sizeof last.text);
  last.day = *day;
  return day;
}

// Whether the eight bytes at `p` are digits, but for those that are not 0 in `others`.
bool are_digits(const char* p, uint64_t others) {
  constexpr uint64_t kOnes = 0x0101010101010101ull;
  uint64_t word;
  std::memcpy(&word, p, 8);
  word = (word & ~others) | (kOnes * '0' & others);
  return ((word & kOnes * 0xf0) | ((word + kOnes * 6) & kOnes * 0xf0) >> 4) == kOnes * 0x33;
}

// The form that the LMS writes, on the day of the event before: "…Thh:mm:ss.dddddd+00:00". False says
// nothing.
bool parse_usual(std::string_view t, EventTime& time) {
  const LastDay& last = last_day;
  if (t.size() != 32 || std::memcmp(last.text, t.data(), sizeof last.text) != 0 ||
      std::memcmp(&t[26], "+00:00", 6) != 0)
    return false;
  static_assert(std::endian::native == std::endian::little);
  if (t[13] != ':' || t[16] != ':' || t[19] != '.' || !are_digits(&t[11], 0x0000ff0000ff0000ull) ||
      !are_digits(&t[18], 0xff00ull))
    return false;
  if (two(&t[11]) > 23 || two(&t[14]) > 59 || two(&t[17]) > 59) return false;
  time.day = last.day;
  std::memcpy(time.text.data(), t.data(), time.text.size());
  return true;
}

void shift(EventTime& time, int minutes_of_day, int offset) {
  int utc = minutes_of_day - offset;
  int days = utc < 0 ? -1 : utc >= 1440 ? 1 : 0;
  utc -= days * 1440;
  time.day += std::chrono::days(days);
  std::string text = fmt::format("{}T{:02}:{:02}", base::format_day(time.day), utc / 60, utc % 60);
  std::memcpy(time.text.data(), text.data(), 16);
}

}  // namespace

std::optional<EventTime> parse_event_time(std::string_view t) {
  EventTime time;
  if (parse_usual(t, time)) return time;
  if (!has_shape(t)) return std::nullopt;
  int hour = two(&t[11]), minute = two(&t[14]), second = two(&t[17]);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  auto day = day_of(t);
  if (!day) return std::nullopt;
  time.day = *day;
  std::memcpy(time.text.data(), t.data(), kShapeSize);
  std::memcpy(time.text.data() + kShapeSize, ".000000", 7);
  size_t pos = kShapeSize;
  if (pos < t.size() && t[pos] == '.') {
    size_t start = ++pos;
    while (pos < t.size() && is_digit(t[pos])) ++pos;
    if (pos == start) return std::nullopt;
    std::memcpy(time.text.data() + 20, t.data() + start, std::min<size_t>(6, pos - start));
  }
  auto offset = offset_minutes(t.substr(pos));
  if (!offset) return std::nullopt;
  if (*offset != 0) shift(time, hour * 60 + minute, *offset);
  return time;
}

}  // namespace sluice::event
