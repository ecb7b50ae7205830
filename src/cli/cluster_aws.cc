#include "cli/cluster_aws.h"

#include "aws/client.h"

namespace sluice::cli {

void WaitingOptions::declare(CLI::App& app) {
  app.add_option("--timeout", timeout_seconds,
                 "give up waiting after so long (3000, or provision_timeout of the file)")
      ->check(positive_number())
      ->type_name("SECONDS");
  app.add_option("--poll", poll_seconds, "time between looks at the cluster (30)")
      ->check(positive_number())
      ->type_name("SECONDS");
}

std::chrono::milliseconds WaitingOptions::timeout() const {
  return std::chrono::milliseconds(static_cast<int64_t>(timeout_seconds * 1000));
}
std::chrono::milliseconds WaitingOptions::poll() const {
  return std::chrono::milliseconds(static_cast<int64_t>(poll_seconds * 1000));
}

std::expected<std::unique_ptr<aws::Api>, int> open_aws(const Command& command, const std::string& region) {
  auto client = aws::make_client({.region = region});
  if (!client) return std::unexpected(report(command, client.error()));
  return std::move(*client);
}

}  // namespace sluice::cli
