// Where a call of a service goes, and for whom it is signed (spec aws-resources.md section 1). Pure.
#pragma once

#include <string>

#include "aws/model.h"
#include "aws/shared_config.h"

namespace sluice::aws {

struct Endpoint {
  std::string origin;          // "https://elasticmapreduce.eu-west-1.amazonaws.com", no final slash
  std::string path;            // of an override, in front of the request's; usually empty
  std::string signing_region;  // us-east-1 for IAM
  std::string signing_name;    // "elasticmapreduce"
};
// Whether it can be a part of a host's name: a region with a dot or slash would send signed calls elsewhere.
bool is_region_name(const std::string& text);
// `override_url`: of AWS_ENDPOINT_URL[_SERVICE] or the profile; empty: AWS's own address for the region's
// partition. kInvalidInput for an override that is no http(s) address, and for what is no region.
Result<Endpoint> endpoint_of(const ServiceModel& model, const std::string& region,
                             const std::string& override_url);

// S3: "/bucket/key" on the service's host as "/key" on the bucket's own, where the name allows it.
void use_bucket_host(Endpoint& endpoint, std::string& path, const std::string& bucket);

// "EMR", "RESOURCE_GROUPS_TAGGING_API": the end of AWS_ENDPOINT_URL_….
std::string endpoint_variable(const ServiceModel& model);

// The user's own address for a service, in the AWS CLI's order: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL,
// the profile's `services` section, its endpoint_url; empty if there is none, or
// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS.
std::string configured_endpoint(const ServiceModel& model, const Environment& environment,
                                const SharedConfig& config, const std::string& profile);

}  // namespace sluice::aws
