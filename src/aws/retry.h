// When a call is sent again, and after how long (spec aws-resources.md sections 1 and 7).
#pragma once

#include <chrono>
#include <expected>
#include <mutex>
#include <optional>
#include <string>

#include "aws/client.h"
#include "aws/model.h"
#include "aws/wire.h"
#include "net/http_client.h"

namespace sluice::aws {

// Whether sending a call twice has the effect of sending it once: it reads, it carries a token that the
// service remembers, or it sets something to a value. RunJobFlow and AddJobFlowSteps are not.
bool may_repeat(const ServiceModel& model, const std::string& operation);

enum class Trouble {
  kNone,       // a refusal that sending again does not change
  kThrottled,  // refused before anything was done
  kBroken,     // 500 and its like: something may have been done
  kNetwork,    // not sent
  kLost,       // sent, no reply: something may have been done
  kExpired,    // the keys ran out
  kSkewed,     // our clock is wrong
  kMoved,      // the bucket is in another region
};
Trouble trouble_of(const ServiceError& error);
Trouble trouble_of(const net::SendFailure& failure);

struct RetryOptions {
  int attempts = 10;
  std::chrono::milliseconds base{1000}, cap{20'000};
};
// Those, with the base that SLUICE_AWS_RETRY_BASE_MS gives: tests wait less.
RetryOptions retry_options(const Environment& environment);
// Tries of all calls of a client draw on one budget, so that a service in trouble is not asked ten times by
// every call. Threads: any number at once.
class RetryBudget {
 public:
  bool take(Trouble trouble);
  void give_back();  // after a call that needed no second try

 private:
  std::mutex mutex_;
  int left_ = 500;
};

// Full jitter: anything between 0 and min(cap, base · 2^(attempt-1)); at least what the service asks for.
std::chrono::milliseconds backoff(int attempt, const RetryOptions& options,
                                  std::optional<std::chrono::milliseconds> asked);
// How long the service asks to wait: x-amz-retry-after (milliseconds), Retry-After (seconds, or a date).
std::optional<std::chrono::milliseconds> asked_pause(const net::HttpResponse& reply, base::Micros now);

}  // namespace sluice::aws
