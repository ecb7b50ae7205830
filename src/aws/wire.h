// What lies between the codecs and the signer: a request before it has an endpoint, and the reply to it.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "aws/api.h"
#include "aws/model.h"
#include "net/http_message.h"

namespace sluice::aws {

struct WireRequest {
  std::string method = "POST";
  std::string path = "/";  // percent-encoded as it goes on the wire
  std::string query;       // percent-encoded, without '?'
  std::vector<net::HttpHeader> headers;
  std::string body;
  std::string host_prefix;  // in front of the service's host: "data."
};

// A refusal as it stands in a reply, before it is given a kind.
struct ServiceError {
  int status = 0;
  std::string code, message, request_id;
  std::string region;  // S3: the one that a bucket is in, where the refusal says so
  Json members;        // further members of the error, as modelled
};

// Input to request by the service's protocol (ec2, query, json, rest-xml). `input` must have passed
// check_input.
// Members that the model calls idempotency tokens are filled by `token` (a random UUID) where they are
// absent.
WireRequest encode(const ServiceModel& model, const std::string& operation, const Json& input,
                   const std::function<std::string()>& token = {});
// Everything that does not fit the model, at once, with paths ("Instances.InstanceGroups[0].Market") and, for
// an unknown member, the nearest known one.
Result<void> check_input(const ServiceModel& model, const std::string& operation, const Json& input);
// Whether a reply of the status 200 holds an error all the same: S3 begins to answer before it has copied or
// joined.
bool hides_refusal(const ServiceModel& model, const std::string& operation, const net::HttpResponse& reply);
// A reply with a status below 300. kCorrupt for a body that is not of its protocol.
Result<Json> decode(const ServiceModel& model, const std::string& operation, const net::HttpResponse& reply);
// A reply with another status; a body that cannot be read gives the status as the code.
ServiceError decode_error(const ServiceModel& model, const std::string& operation,
                          const net::HttpResponse& reply);

}  // namespace sluice::aws
