// Sleeping that Ctrl-C ends.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/interrupt.h"
#include "base/time.h"

namespace sluice::base {

// kInterrupted as soon as a signal came (within 100 ms).
inline Status pause(Clock& clock, std::chrono::milliseconds duration) {
  constexpr std::chrono::milliseconds kSlice{100};
  while (duration.count() > 0) {
    SLUICE_CHECK(check_interrupted());
    const auto slice = std::min(duration, kSlice);
    clock.sleep_for(slice);
    duration -= slice;
  }
  return check_interrupted();
}

}  // namespace sluice::base
