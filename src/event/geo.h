// From an IP address to a country code (jobs.md 3b).
//
// Two kinds of file: MaxMind DB (.mmdb, field country.iso_code), read by libmaxminddb, and text:
//   line = CIDR TAB code [ TAB anything ] LF | "#" comment LF | LF      e.g. "203.0.113.0/24\tFR"
// The most specific range wins. Threads: lookups are safe from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice::event {

inline constexpr std::string_view kUnknownCountry = "UNKNOWN";

class GeoLookup {
 public:
  virtual ~GeoLookup() = default;
  // The code as the file gives it, or "UNKNOWN": a bad address, one that is not in the file, a blank code.
  virtual std::string country_code(const std::string& ip) const = 0;
};

// By the name: .mmdb or text. kNotFound, kCorrupt (not a MaxMind DB), kInvalidInput with the line of a bad
// range.
Result<std::unique_ptr<GeoLookup>> open_geo(const std::string& path);

}  // namespace sluice::event
