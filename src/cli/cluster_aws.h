// What every command that speaks to EMR has in common: its options and its client.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>

#include "aws/api.h"
#include "cli/command.h"

namespace sluice::cli {

struct WaitingOptions {
  double timeout_seconds = 0;  // --timeout; 0: the file's provision_timeout, else 3000
  double poll_seconds = 30;    // --poll
  void declare(CLI::App& app);
  std::chrono::milliseconds timeout() const;  // of --timeout
  std::chrono::milliseconds poll() const;
};

// The client for a region (empty: AWS_REGION or the profile's), or an exit code; the error is on stderr then.
std::expected<std::unique_ptr<aws::Api>, int> open_aws(const Command& command, const std::string& region);

}  // namespace sluice::cli
