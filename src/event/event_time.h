// The time of an event: its UTC day and canonical timestamp (tracking-events.md 4.1).
//
//   time = YYYY-MM-DD "T" hh ":" mm ":" ss [ "." digit { digit } ] [ "Z" | ( "+" | "-" ) hh ":" mm ]
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace sluice::event {

struct EventTime {
  base::Day day{};
  std::array<char, 26> text{};  // YYYY-MM-DDThh:mm:ss.ffffff, UTC
  std::string_view timestamp() const { return {text.data(), text.size()}; }
};

// Nothing for any other text, and for days or times of day that do not exist. Offsets are converted to UTC;
// fractions are cut or padded to six digits.
std::optional<EventTime> parse_event_time(std::string_view text);

}  // namespace sluice::event
