// A program that is fed: text on its input, its two outputs apart.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace sluice::base {

struct ExchangeRequest {
  std::vector<std::string> argv;
  std::string input;
  std::chrono::milliseconds timeout{60'000};
  // Ours instead of the small environment of process.h: for programs of the user's own setting, such as ssh
  // with its agent.
  bool whole_environment = false;
};
struct ExchangeReply {
  int exit_code = 0;  // 128 + signal if a signal ended it
  std::string output, error;
};
// Run to the end. The child has a session of its own and ends with the calling thread. kTimeout and
// kInterrupted (Ctrl-C) end it with all that it started; kNoSpace: more than 64 MiB of output.
Result<ExchangeReply> exchange(const ExchangeRequest& request);

}  // namespace sluice::base
