// One pair on its way from a map step to a day file, and how equal ones combine.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.h"
#include "engine/pair_sink.h"

namespace sluice::engine {

// Views into a table, a run file's buffer, …; valid as long as the source says.
struct Record {
  int32_t day = 0;  // days since 1970-01-01
  std::string_view key;
  uint64_t count = 0;      // kSum
  std::string_view value;  // kMax
};

inline int32_t day_number(base::Day day) {
  return static_cast<int32_t>(day.time_since_epoch().count());
}
inline base::Day day_of(int32_t number) {
  return base::Day(std::chrono::days(number));
}

// By day, then key bytes: on the way to day files. By key, then day: when the files of many days are read
// together.
enum class Order { kByDay, kByKey };
inline int compare(Order order, const Record& a, const Record& b) {
  int days = a.day < b.day ? -1 : a.day > b.day ? 1 : 0;
  if (order == Order::kByDay && days != 0) return days;
  int keys = a.key.compare(b.key);
  return keys != 0 ? keys : days;
}

// A sorted stream of records. Threads: one at a time.
class RecordStream {
 public:
  virtual ~RecordStream() = default;
  // The record at the front, or null at the end. Valid until advance().
  virtual const Record* front() const = 0;
  virtual Status advance() = 0;
};

}  // namespace sluice::engine
