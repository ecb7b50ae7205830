// Times of AWS as instants: replies hold seconds since 1970, documents and headers one of three spellings.
// Pure.
#pragma once

#include <optional>
#include <string>

#include "aws/api.h"
#include "base/time.h"

namespace sluice::aws {

base::Micros time_of(const Json& seconds);
// "2026-11-26T12:00:00Z", "Thu, 26 Nov 2026 12:00:00 GMT", "1795694400"; nothing for another text.
std::optional<base::Micros> parse_time(const std::string& text);

}  // namespace sluice::aws
