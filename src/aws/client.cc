#include "aws/client.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>

#include "aws/credential_chain.h"
#include "aws/endpoint.h"
#include "aws/instant.h"
#include "aws/retry.h"
#include "aws/service_error.h"
#include "aws/shape.h"
#include "aws/sigv4.h"
#include "aws/wire.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/pause.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

using std::chrono::milliseconds;

constexpr int kFirstTries = 3;
constexpr std::chrono::minutes kForAFile{15};

// One call on its way: what stays the same for all its tries.
struct Journey {
  const ServiceModel* model;
  std::string service, operation, region;
  WireRequest request;
  Endpoint endpoint;
  bool repeatable = false;
  bool clock_asked = false, keys_renewed = false;
  int attempt = 1;
};

class Client final : public Api {
 public:
  Client(ClientOptions options, ChainOptions chain)
      : options_(std::move(options)),
        config_(chain.config),
        profile_(chain.profile),
        credentials_(make_credential_chain(std::move(chain))),
        retries_(retry_options(options_.environment)) {}

  const std::string& region() const override { return options_.region; }

  Result<Json> call(const std::string& service, const std::string& operation, const Json& input,
                    const CallOptions& options) override {
    SLUICE_TRY(Journey journey, prepare(service, operation, input, options));
    while (true) {
      Result<net::OutgoingRequest> outgoing = signed_request(journey);
      if (!outgoing) return fail(std::move(outgoing).error());
      const auto start = std::chrono::steady_clock::now();
      auto sent = options_.transport->send(*outgoing);
      const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
      Error error;
      Trouble trouble;
      if (sent) reached_ = true;
      if (sent && sent->status < 300 && hides_refusal(*journey.model, operation, *sent)) sent->status = 500;
      if (sent && sent->status < 300) {
        log(journey, took, fmt::format("{}", sent->status), request_id(*sent));
        Result<Json> value = decode(*journey.model, operation, *sent);
        if (value && journey.attempt == 1) budget_.give_back();
        if (value) return value;
        trouble = garbled(journey, value.error(), error);
      } else {
        trouble = sent ? refused(journey, *sent, took, error) : lost(journey, sent.error(), took, error);
      }
      if (trouble == Trouble::kNone || !again(journey, trouble)) return fail(std::move(error));
      SLUICE_CHECK(wait_before_retry(journey, trouble, sent ? &*sent : nullptr, error));
      ++journey.attempt;
    }
  }

 private:
  Result<Journey> prepare(const std::string& service, const std::string& operation, const Json& input,
                          const CallOptions& options) {
    SLUICE_TRY(const ServiceModel* model, service_model(service));
    if (!model->operation(operation))
      return fail(ErrorKind::kInternal,
                  fmt::format("{} of {} is not among the embedded operations", operation, service));
    SLUICE_CHECK(check_input(*model, operation, input));
    Journey journey{model,
                    service,
                    operation,
                    options.region.empty() ? options_.region : options.region,
                    encode(*model, operation, input),
                    {},
                    may_repeat(*model, operation)};
    const std::string override_url = configured_endpoint(*model, options_.environment, config_, profile_);
    SLUICE_TRY(journey.endpoint, endpoint_of(*model, journey.region, override_url));
    if (override_url.empty())
      journey.endpoint.origin.insert(journey.endpoint.origin.find("://") + 3, journey.request.host_prefix);
    const bool by_path = config_.get(profile_, "s3.addressing_style") == "path";
    if (service == "s3" && override_url.empty() && !by_path && input.contains("Bucket"))
      use_bucket_host(journey.endpoint, journey.request.path, input.at("Bucket"));
    return journey;
  }

  Result<net::OutgoingRequest> signed_request(const Journey& journey) {
    SLUICE_TRY(const Credentials credentials, credentials_->get());
    SignableRequest signable;
    signable.method = journey.request.method;
    signable.path = journey.endpoint.path + journey.request.path;
    signable.query = journey.request.query;
    signable.headers = journey.request.headers;
    signable.headers.emplace_back("Host",
                                  journey.endpoint.origin.substr(journey.endpoint.origin.find("://") + 3));
    signable.payload_hash = base::sha256_hex(journey.request.body);
    sign(signable, credentials,
         {journey.endpoint.signing_region, journey.endpoint.signing_name,
          options_.clock->now() + std::chrono::seconds(skew_seconds_), journey.service == "s3"});
    net::OutgoingRequest out;
    out.method = signable.method;
    out.url = journey.endpoint.origin + signable.path + (signable.query.empty() ? "" : "?" + signable.query);
    out.headers = std::move(signable.headers);
    out.body = journey.request.body;
    out.at_most_once = !journey.repeatable;
    if (carries_a_file(*journey.model, journey.operation)) out.timeout = kForAFile;
    return out;
  }

  Trouble refused(Journey& journey, const net::HttpResponse& reply, milliseconds took, Error& error) {
    const ServiceError service_error = decode_error(*journey.model, journey.operation, reply);
    log(journey, took, fmt::format("{} {}", reply.status, service_error.code), service_error.request_id);
    error = to_error(service_error, journey.service, journey.operation);
    if (error.hint.empty() && error.code == std::to_string(reply.status) && journey.request.method != "HEAD")
      error.hint = fmt::format("{} did not answer as AWS does; see AWS_ENDPOINT_URL and https_proxy",
                               journey.endpoint.origin);
    const Trouble trouble = trouble_of(service_error);
    error.effect_unknown = trouble == Trouble::kBroken && !journey.repeatable;
    if (trouble == Trouble::kSkewed && !clock_corrected(journey, reply))
      return service_error.code == "RequestExpired" ? Trouble::kExpired : Trouble::kNone;
    if (trouble == Trouble::kNone && moved_to_its_region(journey, service_error)) return Trouble::kMoved;
    return trouble;
  }

  Trouble lost(const Journey& journey, const net::SendFailure& failure, milliseconds took, Error& error) {
    log(journey, took, to_text(failure.error.kind), "");
    error = failure.error;
    error.during(fmt::format("calling {} {}", journey.service, journey.operation));
    if (error.kind == ErrorKind::kUnavailable && !reached_ && !error.hint.empty())
      error.hint += fmt::format("; the region is {}", journey.region);
    const Trouble trouble = trouble_of(failure);
    error.effect_unknown = failure.delivery == net::SendFailure::Delivery::kUnclear && !journey.repeatable;
    return trouble;
  }

  // Done, but what came of it cannot be read: cut off, or not AWS's words. A proxy that answers for AWS does
  // so again and again.
  static Trouble garbled(const Journey& journey, const Error& problem, Error& error) {
    error = Error(problem.kind,
                  fmt::format("{} answered {} {} with what cannot be read: {}", journey.endpoint.origin,
                              journey.service, journey.operation, problem.message),
                  "something may stand between here and AWS: see AWS_ENDPOINT_URL and https_proxy");
    error.effect_unknown = !journey.repeatable;
    return journey.attempt < 3 ? Trouble::kLost : Trouble::kNone;
  }

  // The server's clock is the one that counts; asked once per call.
  bool clock_corrected(Journey& journey, const net::HttpResponse& reply) {
    const std::string* date = reply.header("Date");
    const auto server = date ? parse_time(*date) : std::nullopt;
    if (!server || journey.clock_asked) return false;
    journey.clock_asked = true;
    const auto off = std::chrono::duration_cast<std::chrono::seconds>(*server - options_.clock->now());
    if (std::chrono::abs(off - std::chrono::seconds(skew_seconds_)) < std::chrono::minutes(4)) return false;
    base::log_warning("this machine's clock is {} s off; requests are signed with the server's time",
                      off.count());
    skew_seconds_ = static_cast<int>(off.count());
    return true;
  }

  // A bucket of another region says which.
  static bool moved_to_its_region(Journey& journey, const ServiceError& refusal) {
    const std::string& region = refusal.region;
    if (journey.service != "s3" || !is_region_name(region) || region == journey.endpoint.signing_region)
      return false;
    if (refusal.status != 301 && refusal.status != 307 && refusal.status != 400) return false;
    const std::string old = journey.endpoint.signing_region;
    if (const size_t at = journey.endpoint.origin.find("." + old + "."); at != std::string::npos)
      journey.endpoint.origin.replace(at + 1, old.size(), region);
    journey.endpoint.signing_region = region;
    return true;
  }

  bool again(Journey& journey, Trouble trouble) {
    const bool unclear = trouble == Trouble::kBroken || trouble == Trouble::kLost;
    if (unclear && !journey.repeatable) return false;
    if (trouble == Trouble::kExpired) {
      if (journey.keys_renewed) return false;
      journey.keys_renewed = true;
      credentials_->forget();
      return true;
    }
    // Until anything has answered, a wrong name or address is likelier than a moment's trouble.
    const int most = trouble == Trouble::kNetwork && !reached_ ? kFirstTries : retries_.attempts;
    return journey.attempt < most && (trouble == Trouble::kMoved || budget_.take(trouble));
  }

  Status wait_before_retry(const Journey& journey, Trouble trouble, const net::HttpResponse* reply,
                           const Error& error) {
    for (Trouble mended : {Trouble::kSkewed, Trouble::kExpired, Trouble::kMoved})
      if (trouble == mended) return {};
    const auto asked = reply ? asked_pause(*reply, options_.clock->now()) : std::nullopt;
    const milliseconds wait = backoff(journey.attempt, retries_, asked);
    const std::string why = error.code.empty() ? error.message : error.code;
    base::log_debug("{} {}: {}; try {} of {} in {} ms", journey.service, journey.operation, why,
                    journey.attempt + 1, retries_.attempts, wait.count());
    if (journey.attempt == 3)
      base::log_warning("{} {} does not go through ({}); still trying", journey.service, journey.operation,
                        why);
    return base::pause(*options_.clock, wait);
  }

  static std::string request_id(const net::HttpResponse& reply) {
    for (const char* name : {"x-amzn-RequestId", "x-amz-request-id", "x-amzn-requestid"})
      if (const std::string* id = reply.header(name)) return *id;
    return "-";
  }

  static void log(const Journey& journey, milliseconds took, const std::string& outcome,
                  const std::string& request_id) {
    base::log_debug("aws {} {}: {} in {} ms, try {}, request {}", journey.service, journey.operation, outcome,
                    took.count(), journey.attempt, request_id.empty() ? "-" : request_id);
  }

  ClientOptions options_;
  SharedConfig config_;
  std::string profile_;
  std::shared_ptr<CredentialSource> credentials_;
  RetryOptions retries_;
  RetryBudget budget_;
  std::atomic<bool> reached_{false};  // something has answered
  std::atomic<int> skew_seconds_{0};  // the server's clock minus ours
};

std::string first_of(const Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (auto value = environment(name); value && !value->empty()) return *value;
  return {};
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

Result<std::unique_ptr<Api>> make_client(ClientOptions options) {
  SLUICE_TRY(SharedConfig config, SharedConfig::load(options.environment));
  const bool by_flag = !options.profile.empty();
  if (!by_flag) options.profile = first_of(options.environment, {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"});
  const std::string profile = options.profile.empty() ? "default" : options.profile;
  if (!options.profile.empty() && !config.has_profile(profile))
    return fail(ErrorKind::kInvalidInput, fmt::format("there is no AWS profile '{}'", profile),
                "`aws configure list-profiles` shows those that are there; AWS_PROFILE chooses one");
  if (options.region.empty())
    options.region = first_of(options.environment, {"AWS_REGION", "AWS_DEFAULT_REGION"});
  if (options.region.empty()) options.region = config.get(profile, "region").value_or("");
  if (options.region.empty())
    return fail(ErrorKind::kInvalidInput, "no AWS region is given",
                "set `region:` in the cluster file, AWS_REGION, or the profile's region");
  if (!options.transport) {
    std::string ca = first_of(options.environment, {"AWS_CA_BUNDLE"});
    if (ca.empty()) ca = config.get(profile, "ca_bundle").value_or("");
    options.transport = net::make_http_client({.ca_file = ca});
  }
  ChainOptions chain{profile,       by_flag,           options.region,   options.environment,
                     options.clock, options.transport, std::move(config)};
  return std::make_unique<Client>(std::move(options), std::move(chain));
}

}  // namespace sluice::aws
