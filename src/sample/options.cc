#include "sample/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "base/text.h"

namespace sluice::sample {
namespace {

// Measured over samples of 10 MB to 1 GB; options_test.cc and sample_test.cc hold the promise that follows
// from it.
constexpr uint64_t kBytesPerEvent = 905;
constexpr uint64_t kEventsPerLearner = 45;
constexpr uint64_t kEventsPerHostAndDay = 25'000;  // large sites have many hosts

Status check_range(std::string_view option, uint64_t value, uint64_t low, uint64_t high) {
  if (value >= low && value <= high) return {};
  return fail(ErrorKind::kInvalidInput, fmt::format("{} must be from {} to {}, not {}", option,
                                                    base::human_count(low), base::human_count(high), value));
}

Status check_days(const SampleOptions& o) {
  SLUICE_CHECK(check_range("--days", static_cast<uint64_t>(std::max(o.days, 0)), 1, 3650));
  if (o.threads < 0 || o.threads > 256)
    return fail(ErrorKind::kInvalidInput, "--threads must be from 1 to 256, or 0 for one a core");
  using std::chrono::year;
  if (o.start < base::Day(year(1971) / 1 / 1) || o.start > base::Day(year(2200) / 1 / 1))
    return fail(ErrorKind::kInvalidInput, "--start must be from 1971-01-01 to 2200-01-01");
  return {};
}

uint64_t wanted_events(const SampleOptions& o) {
  if (o.raw_bytes) return std::max<uint64_t>(1, *o.raw_bytes / kBytesPerEvent);
  if (o.events_per_day) return *o.events_per_day * static_cast<uint64_t>(o.days);
  return o.learners.value_or(400) * kEventsPerLearner;
}

}  // namespace

uint64_t SamplePlan::expected_raw_bytes() const {
  return events * kBytesPerEvent;
}

Result<SamplePlan> make_plan(const SampleOptions& o) {
  if (o.raw_bytes && o.events_per_day)
    return fail(ErrorKind::kInvalidInput, "--size and --events-per-day say the same thing twice",
                "give one of them");
  SLUICE_CHECK(check_days(o));
  SamplePlan plan;
  plan.folder = o.folder;
  plan.seed = o.seed;
  plan.days = {o.start, o.start + std::chrono::days(o.days)};
  plan.events = wanted_events(o);
  const uint64_t per_day = plan.events / static_cast<uint64_t>(o.days);
  const uint64_t hosts = o.hosts ? static_cast<uint64_t>(std::max(*o.hosts, 0))
                                 : std::clamp<uint64_t>(per_day / kEventsPerHostAndDay, 3, 60);
  SLUICE_CHECK(check_range("--hosts", hosts, 1, 100));
  plan.hosts = static_cast<int>(hosts);
  plan.learners = o.learners.value_or(std::max<uint64_t>(20, plan.events / kEventsPerLearner));
  SLUICE_CHECK(check_range("--learners", plan.learners, 1, 500'000'000));
  const uint64_t courses = o.courses ? static_cast<uint64_t>(std::max(*o.courses, 0))
                                     : std::clamp<uint64_t>(plan.learners / 2000, 5, 500);
  SLUICE_CHECK(check_range("--courses", courses, 1, 100'000));
  plan.courses = static_cast<uint32_t>(courses);
  SLUICE_CHECK(check_range("--events-per-day", per_day, 0, 1'000'000'000));
  plan.threads =
      o.threads > 0 ? o.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  plan.replace = o.replace;
  return plan;
}

Result<uint64_t> parse_size(const std::string& text) {
  struct Unit {
    std::string_view name;
    double bytes;
  };
  constexpr Unit kUnits[] = {
      {"", 1},       {"b", 1},           {"k", 1e3},           {"kb", 1e3}, {"m", 1e6},
      {"mb", 1e6},   {"g", 1e9},         {"gb", 1e9},          {"t", 1e12}, {"tb", 1e12},
      {"kib", 1024}, {"mib", 1048576.0}, {"gib", 1073741824.0}};
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const std::string unit = base::to_lower_ascii(
      base::trim(std::string_view(end, static_cast<size_t>(text.data() + text.size() - end))));
  if (error == std::errc() && number >= 0) {
    for (const Unit& u : kUnits)
      if (u.name == unit && number * u.bytes < 1e15) return static_cast<uint64_t>(number * u.bytes);
  }
  return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is no size", text),
              "write a size as 20MB, 1.5GB or 2GiB");
}

}  // namespace sluice::sample
