// Waits described by the models' waiters ("InstanceProfileExists").
#pragma once

#include <chrono>
#include <optional>

#include "aws/api.h"
#include "base/time.h"

namespace sluice::aws {

struct WaitOptions {
  std::optional<std::chrono::milliseconds> delay;  // instead of the model's
  std::optional<int> attempts;
};
// The reply that ended it. kTimeout after the last attempt, kConflict for the waiter's failure state,
// kInterrupted on Ctrl-C.
Result<Json> wait_for(Api& api, base::Clock& clock, const std::string& service, const std::string& waiter,
                      const Json& input, const WaitOptions& options = {});

}  // namespace sluice::aws
