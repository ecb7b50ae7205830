#include "aws/credential_chain.h"

#include <fmt/format.h>

#include <array>
#include <mutex>

#include "aws/credential_source.h"
#include "base/log.h"

namespace sluice::aws {
namespace {

constexpr std::chrono::minutes kRenewBefore{5};
constexpr std::chrono::seconds kRest{
    30};  // after a renewal that failed: calls must not wait for each further one

class Kept final : public CredentialSource {
 public:
  Kept(Fetch fetch, base::Clock* clock) : fetch_(std::move(fetch)), clock_(clock) {}

  Result<Credentials> get() override {
    std::lock_guard lock(mutex_);
    if (kept_ && (!over(kRenewBefore) || (clock_->now() < rest_until_ && !over({})))) return *kept_;
    Result<Credentials> fresh = fetch_();
    if (fresh)
      kept_ = *fresh;
    else if (!kept_ || over({}))
      return fresh;
    else
      rest_until_ = clock_->now() + kRest;
    return *kept_;
  }
  void forget() override {
    std::lock_guard lock(mutex_);
    kept_.reset();
  }

 private:
  bool over(std::chrono::minutes before) const {
    return kept_->expires && clock_->now() + before >= *kept_->expires;
  }
  Fetch fetch_;
  base::Clock* clock_;
  std::mutex mutex_;
  std::optional<Credentials> kept_;
  base::Micros rest_until_{};
};

struct Source {
  const char* name;
  Found (*find)(const ChainOptions& options);
};
// In the AWS CLI's order.
constexpr std::array kSources{
    Source{"environment", from_environment},
    Source{"role of the profile", from_profile_role},
    Source{"web identity", from_web_identity},
    Source{"single sign-on", from_sso},
    Source{"credentials file", from_credentials_file},
    Source{"credential process", from_credential_process},
    Source{"config file", from_config_file},
    Source{"container", from_container},
    Source{"instance role", from_instance},
};

Result<Credentials> first_configured(const ChainOptions& options, std::optional<Fetch>& chosen) {
  if (chosen) return (*chosen)();
  std::string instance = "AWS_EC2_METADATA_DISABLED";
  for (const Source& source : kSources) {
    SLUICE_TRY(std::optional<Fetch> fetch, source.find(options));
    if (!fetch) continue;
    Result<Credentials> credentials = (*fetch)();
    // The last resort is asked without being configured: no answer only means that this is no instance.
    if (!credentials && source.find == from_instance) {
      if (credentials.error().kind == ErrorKind::kInterrupted) return credentials;
      instance = credentials.error().message;
      break;
    }
    if (credentials) {
      base::log_debug("credentials of the {}", source.name);
      chosen = std::move(fetch);
    }
    return credentials;
  }
  return fail(
      ErrorKind::kPermission, "there are no AWS credentials",
      fmt::format("looked at the environment (AWS_ACCESS_KEY_ID), the profile '{}' of the shared config and "
                  "credentials files, the container and the instance ({}); `aws configure` sets them",
                  options.profile, instance));
}

}  // namespace

std::shared_ptr<CredentialSource> keep(Fetch fetch, base::Clock* clock) {
  return std::make_shared<Kept>(std::move(fetch), clock);
}

std::shared_ptr<CredentialSource> make_credential_chain(ChainOptions options) {
  base::Clock* clock = options.clock;
  auto chosen = std::make_shared<std::optional<Fetch>>();
  return keep([options = std::move(options), chosen] { return first_configured(options, *chosen); }, clock);
}

}  // namespace sluice::aws
