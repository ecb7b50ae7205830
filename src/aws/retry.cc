#include "aws/retry.h"

#include <algorithm>
#include <array>
#include <random>
#include <string_view>

#include "aws/instant.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

constexpr std::array kReads{"Describe", "List", "Get", "Head", "Lookup", "Simulate", "Search", "Decode"};
// They set something to a value, or take something away that may be gone already.
constexpr std::array kSets{
    "Put",        "Delete",    "Remove", "Terminate", "Set",        "Modify",
    "Attach",     "Detach",    "Tag",    "Untag",     "Disable",    "Enable",
    "Revoke",     "Associate", "Cancel", "AddTags",   "CreateTags", "AddRoleToInstanceProfile",
    "AssumeRole", "Restore",   "Abort",  "Update",    "Copy",       "UploadPart",
    "Authorize"};
constexpr std::array kThrottles{"Throttling",
                                "ThrottlingException",
                                "ThrottledException",
                                "Throttled",
                                "RequestThrottled",
                                "RequestThrottledException",
                                "RequestLimitExceeded",
                                "TooManyRequestsException",
                                "ProvisionedThroughputExceededException",
                                "TransactionInProgressException",
                                "SlowDown",
                                "PriorRequestNotComplete",
                                "BandwidthLimitExceeded",
                                "EC2ThrottledException"};
constexpr std::array kExpired{"ExpiredToken", "ExpiredTokenException"};
constexpr std::array kSkewed{"RequestTimeTooSkewed",  "InvalidSignatureException",
                             "SignatureDoesNotMatch", "RequestInTheFuture",
                             "RequestExpired",        "AuthFailure"};
constexpr std::array kTransient{
    "InternalError",           "InternalFailure",         "InternalServerError",
    "InternalServerException", "ServiceUnavailable",      "Unavailable",
    "RequestTimeout",          "RequestTimeoutException", "IDPCommunicationError"};

bool among(const auto& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}
bool begins(const auto& list, std::string_view word) {
  return std::ranges::any_of(list, [&](std::string_view start) { return word.starts_with(start); });
}

bool has_token(const ServiceModel& model, const ModelJson& operation) {
  if (!operation.contains("input")) return false;
  const ModelJson& shape = model.shape(operation.at("input").at("shape"));
  if (!shape.contains("members")) return false;
  return std::ranges::any_of(shape.at("members"),
                             [](const ModelJson& member) { return member.value("idempotencyToken", false); });
}

}  // namespace

RetryOptions retry_options(const Environment& environment) {
  RetryOptions out;
  if (auto ms = base::parse_int(environment("SLUICE_AWS_RETRY_BASE_MS").value_or("")); ms && *ms >= 0)
    out.base = std::chrono::milliseconds(*ms);
  return out;
}

bool may_repeat(const ServiceModel& model, const std::string& operation) {
  if (begins(kReads, operation) || begins(kSets, operation)) return true;
  const ModelJson* described = model.operation(operation);
  if (!described) return false;
  // CreateBucket and the like; POST of S3 starts something.
  if (model.protocol() == "rest-xml" && described->at("http").at("method") != "POST") return true;
  return has_token(model, *described);
}

Trouble trouble_of(const ServiceError& error) {
  if (among(kThrottles, error.code) || error.status == 429) return Trouble::kThrottled;
  if (among(kExpired, error.code)) return Trouble::kExpired;
  if (among(kSkewed, error.code)) return Trouble::kSkewed;
  if (error.status >= 500 && error.status != 501) return Trouble::kBroken;
  if (among(kTransient, error.code)) return Trouble::kBroken;
  return Trouble::kNone;
}

Trouble trouble_of(const net::SendFailure& failure) {
  // A certificate or a setting that is wrong is wrong the next time, too.
  for (ErrorKind final : {ErrorKind::kInterrupted, ErrorKind::kInvalidInput, ErrorKind::kPermission})
    if (failure.error.kind == final) return Trouble::kNone;
  return failure.delivery == net::SendFailure::Delivery::kNotSent ? Trouble::kNetwork : Trouble::kLost;
}

bool RetryBudget::take(Trouble trouble) {
  const int cost = trouble == Trouble::kLost || trouble == Trouble::kNetwork ? 10 : 5;
  std::lock_guard lock(mutex_);
  if (left_ < cost) return false;
  left_ -= cost;
  return true;
}

void RetryBudget::give_back() {
  std::lock_guard lock(mutex_);
  left_ = std::min(left_ + 5, 500);
}

std::chrono::milliseconds backoff(int attempt, const RetryOptions& options,
                                  std::optional<std::chrono::milliseconds> asked) {
  thread_local std::mt19937_64 random{std::random_device{}()};
  const auto limit = std::min(options.cap, options.base * (int64_t{1} << std::min(attempt - 1, 20)));
  std::uniform_int_distribution<int64_t> within(0, limit.count());
  const std::chrono::milliseconds wait(within(random));
  return asked ? std::max(wait, std::min(*asked, options.cap)) : wait;
}

std::optional<std::chrono::milliseconds> asked_pause(const net::HttpResponse& reply, base::Micros now) {
  constexpr int64_t kMost = 24 * 3600;
  if (const std::string* text = reply.header("x-amz-retry-after"))
    if (auto ms = base::parse_int(*text); ms && *ms >= 0 && *ms < kMost * 1000)
      return std::chrono::milliseconds(*ms);
  const std::string* text = reply.header("Retry-After");
  if (!text) return std::nullopt;
  if (auto seconds = base::parse_int(*text)) {
    if (*seconds < 0 || *seconds > kMost) return std::nullopt;
    return std::chrono::seconds(*seconds);
  }
  const auto date = parse_time(*text);
  if (!date || *date <= now) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(*date - now);
}

}  // namespace sluice::aws
