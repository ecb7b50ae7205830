// What the user asks for, and the sizes that follow from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace sluice::sample {

// As given; what is missing follows from the rest.
struct SampleOptions {
  std::string folder;
  uint64_t seed = 1;
  base::Day start = base::Day(std::chrono::year(2024) / 2 / 5);
  int days = 28;
  std::optional<int> hosts, courses;
  std::optional<uint64_t> learners;
  std::optional<uint64_t> events_per_day;
  std::optional<uint64_t> raw_bytes;  // of all tracking logs; not together with events_per_day
  int threads = 0;                    // 0 = one for each core
  bool replace = false;               // --force
};

// All sizes fixed. Same sizes and seed = same bytes, whatever the number of threads.
struct SamplePlan {
  std::string folder;
  uint64_t seed = 1;
  base::DayInterval days;
  int hosts = 1;
  uint32_t courses = 1;
  uint64_t learners = 1;
  uint64_t events = 1;  // wanted; what comes out is near it
  int threads = 1;
  bool replace = false;

  uint64_t expected_raw_bytes() const;
};

// kInvalidInput for sizes that are out of range or contradict each other.
Result<SamplePlan> make_plan(const SampleOptions& options);

// "10GB", "500 MB", "1.5GB", "2GiB", "1000000": bytes. kInvalidInput otherwise.
Result<uint64_t> parse_size(const std::string& text);

}  // namespace sluice::sample
