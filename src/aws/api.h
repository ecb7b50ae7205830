// Every operation of every AWS service behind one call, in the words of AWS's own service models.
//
// Input and output are JSON in the models' member names: {"Name": "ETL", "Instances": {…}}. Timestamps are
// seconds since 1970 (numbers), blobs are strings of raw bytes (such a reply cannot be dump()ed), members
// that are absent in a reply are absent in the JSON. Input is checked against the model before anything is
// sent.
//
// Errors: Error::code is the service's code ("ValidationException"), Error::request_id its request id, kind
// is
//   kInvalidInput   the input does not fit the model, or the service refused it
//   kPermission     no credentials, expired ones, or not allowed
//   kNotFound, kAlreadyExists, kConflict (wrong state, in use)
//   kUnavailable    throttled or out of order after all retries; the network
//   kInterrupted, kTimeout
// effect_unknown is set when the reply to a call that changes things was lost and the call was not repeated.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"

namespace sluice::aws {

using Json = nlohmann::ordered_json;

struct CallOptions {
  std::string region;  // instead of the client's: a bucket elsewhere, Pricing in us-east-1
};

class Api {
 public:
  virtual ~Api() = default;
  // `service` by botocore's name: ec2, iam, sts, rds, s3, emr, ssm, secretsmanager, service-quotas, pricing,
  // resourcegroupstaggingapi. `operation` by the model's: "RunJobFlow". Threads: any number at once.
  virtual Result<Json> call(const std::string& service, const std::string& operation, const Json& input,
                            const CallOptions& options = {}) = 0;
  virtual const std::string& region() const = 0;
};

}  // namespace sluice::aws
