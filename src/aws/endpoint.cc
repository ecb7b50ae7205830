#include "aws/endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "aws/partition.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

std::string signing_name(const ServiceModel& model) {
  const ModelJson& metadata = model.metadata();
  return metadata.value("signingName", metadata.at("endpointPrefix").get<std::string>());
}

std::string global_host(const std::string& prefix, const Partition& partition) {
  if (partition.name == "aws") return fmt::format("{}.{}", prefix, partition.dns_suffix);
  if (partition.name == "aws-us-gov") return fmt::format("{}.us-gov.{}", prefix, partition.dns_suffix);
  return fmt::format("{}.{}.{}", prefix, partition.global_region, partition.dns_suffix);
}

Status take_override(Endpoint& endpoint, const std::string& url) {
  const size_t scheme = url.find("://");
  const std::string protocol = url.substr(0, scheme);
  if (scheme == std::string::npos || (protocol != "http" && protocol != "https") || scheme + 3 == url.size())
    return fail(ErrorKind::kInvalidInput, fmt::format("the endpoint '{}' is not an address", url),
                "AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE> begin with http:// or https://");
  if (url.find_first_of("@?# ") != std::string::npos)
    return fail(ErrorKind::kInvalidInput,
                "the endpoint holds a user, a query or a blank, which calls cannot have",
                "AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE> are like https://host:port/path");
  const size_t path = url.find('/', scheme + 3);
  endpoint.origin = url.substr(0, path);
  endpoint.path = path == std::string::npos ? "" : url.substr(path);
  while (endpoint.path.ends_with('/')) endpoint.path.pop_back();
  return {};
}

}  // namespace

bool is_region_name(const std::string& text) {
  return !text.empty() && text.size() <= 63 && !text.starts_with('-') && !text.ends_with('-') &&
         std::ranges::all_of(text,
                             [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '-'; });
}

Result<Endpoint> endpoint_of(const ServiceModel& model, const std::string& region,
                             const std::string& override_url) {
  if (!is_region_name(region))
    return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is not the name of a region", region),
                "a region is written like us-east-1; see `region:` of the file, AWS_REGION and the profile");
  const Partition partition = partition_of(region);
  const bool global =
      model.metadata().contains("globalEndpoint") && model.metadata().at("serviceId") == "IAM";
  const std::string prefix = model.metadata().at("endpointPrefix");
  Endpoint endpoint;
  endpoint.signing_name = signing_name(model);
  endpoint.signing_region = global ? partition.global_region : region;
  if (!override_url.empty())
    SLUICE_CHECK(take_override(endpoint, override_url));
  else
    endpoint.origin = "https://" + (global ? global_host(prefix, partition)
                                           : fmt::format("{}.{}.{}", prefix, region, partition.dns_suffix));
  return endpoint;
}

void use_bucket_host(Endpoint& endpoint, std::string& path, const std::string& bucket) {
  // A dot would not fit the wildcard certificate; upper case is not a host name.
  const bool fits =
      bucket.size() >= 3 && bucket.size() <= 63 && std::ranges::all_of(bucket, [](unsigned char c) {
        return std::islower(c) || std::isdigit(c) || c == '-';
      });
  const std::string prefix = "/" + bucket;
  if (!fits || !path.starts_with(prefix)) return;
  endpoint.origin.insert(endpoint.origin.find("://") + 3, bucket + ".");
  path.erase(0, prefix.size());
  if (!path.starts_with('/')) path.insert(0, "/");
}

std::string endpoint_variable(const ServiceModel& model) {
  std::string name = base::to_upper_ascii(model.metadata().at("serviceId").get_ref<const std::string&>());
  for (char& c : name)
    if (c == ' ' || c == '-') c = '_';
  return name;
}

std::string configured_endpoint(const ServiceModel& model, const Environment& environment,
                                const SharedConfig& config, const std::string& profile) {
  const auto ignore = environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  if (base::to_lower_ascii(
          (ignore ? ignore : config.get(profile, "ignore_configured_endpoint_urls")).value_or("")) == "true")
    return {};
  const std::string service = endpoint_variable(model);
  if (auto url = environment("AWS_ENDPOINT_URL_" + service)) return *url;
  if (auto url = environment("AWS_ENDPOINT_URL")) return *url;
  return config.endpoint_url(profile, base::to_lower_ascii(service)).value_or("");
}

}  // namespace sluice::aws
