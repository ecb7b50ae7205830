#include "aws/instant.h"

#include <cmath>

#include "aws/scalar_text.h"

namespace sluice::aws {

base::Micros time_of(const Json& seconds) {
  return base::Micros(std::chrono::microseconds(std::llround(seconds.get<double>() * 1e6)));
}

std::optional<base::Micros> parse_time(const std::string& text) {
  const auto seconds = parse_timestamp(text);
  return seconds ? std::optional(time_of(*seconds)) : std::nullopt;
}

}  // namespace sluice::aws
