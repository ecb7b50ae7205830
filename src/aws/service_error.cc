#include "aws/service_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "aws/retry.h"

namespace sluice::aws {
namespace {

constexpr std::array kPermission{"AccessDenied",
                                 "AccessDeniedException",
                                 "UnauthorizedOperation",
                                 "UnrecognizedClientException",
                                 "InvalidClientTokenId",
                                 "AuthFailure",
                                 "SignatureDoesNotMatch",
                                 "InvalidSignatureException",
                                 "InvalidAccessKeyId",
                                 "ExpiredToken",
                                 "ExpiredTokenException",
                                 "OptInRequired",
                                 "Forbidden",
                                 "MissingAuthenticationToken",
                                 "MissingAuthenticationTokenException",
                                 "IncompleteSignature",
                                 "IncompleteSignatureException",
                                 "RequestTimeTooSkewed",
                                 "RequestExpired",
                                 "RequestInTheFuture"};
constexpr std::array kNotFound{"NoSuchEntity",
                               "NoSuchBucket",
                               "NoSuchKey",
                               "NotFound",
                               "404",
                               "ResourceNotFoundException",
                               "NotFoundException",
                               "NoSuchResourceException",
                               "ParameterNotFound"};
constexpr std::array kExists{"EntityAlreadyExists", "BucketAlreadyExists",     "BucketAlreadyOwnedByYou",
                             "RouteAlreadyExists",  "ResourceExistsException", "InvalidKeyPair.Duplicate"};
constexpr std::array kConflict{"DependencyViolation",
                               "IncorrectState",
                               "IncorrectInstanceState",
                               "OperationAborted",
                               "DeleteConflict",
                               "PreconditionFailed",
                               "412",
                               "Conflict",
                               "BucketNotEmpty"};

bool among(const auto& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

std::string remedy(const ServiceError& error) {
  if (error.code.starts_with("ExpiredToken"))
    return "the credentials ran out: get new ones (`aws sso login`, a new session token) and try again";
  if (error.code == "RequestTimeTooSkewed" || error.code == "RequestExpired")
    return "the clock of this machine is off; set it, e.g. with `timedatectl set-ntp true`";
  if (error.code == "InvalidClientTokenId" || error.code == "UnrecognizedClientException" ||
      error.code == "InvalidAccessKeyId" || error.code == "AuthFailure")
    return "the access key is not known to AWS in this partition; `aws sts get-caller-identity` shows who "
           "you are";
  if (error.code == "SignatureDoesNotMatch" || error.code == "InvalidSignatureException")
    return "the secret access key does not belong to the access key id";
  if (trouble_of(error) == Trouble::kThrottled)
    return "AWS wants fewer calls of this account, whoever makes them; try again in a few minutes";
  if (trouble_of(error) == Trouble::kBroken)
    return "the trouble is on AWS's side (https://health.aws.amazon.com); try again later";
  if (error.code == "400" && error.message == "Bad Request")
    return "a request of this kind is refused without a reason; often the credentials are expired: `aws sts "
           "get-caller-identity` tells";
  if (kind_of(error) == ErrorKind::kPermission) return "the caller's IAM policies do not allow this call";
  return {};
}

// Refusals of a signature quote the request, with its session token, after the first sentence.
std::string_view without_quotes(const ServiceError& error) {
  std::string_view message = error.message;
  if (error.code.find("Signature") == std::string::npos && error.code != "AuthFailure") return message;
  for (std::string_view start : {"\n", " The Canonical String", " Authorization=", ": '"})
    message = message.substr(0, message.find(start));
  return message;
}

}  // namespace

ErrorKind kind_of(const ServiceError& error) {
  const std::string_view code = error.code;
  if (among(kPermission, code) || error.status == 401) return ErrorKind::kPermission;
  if (among(kNotFound, code) || code.ends_with(".NotFound") || code.ends_with("NotFoundFault") ||
      code.ends_with("NotFound"))
    return ErrorKind::kNotFound;
  if (among(kExists, code) || code.ends_with("AlreadyExists") || code.ends_with(".Duplicate"))
    return ErrorKind::kAlreadyExists;
  if (among(kConflict, code) || code.ends_with("StateFault")) return ErrorKind::kConflict;
  // Services say so with the status 400, too.
  if (const Trouble trouble = trouble_of(error);
      trouble == Trouble::kThrottled || trouble == Trouble::kBroken)
    return ErrorKind::kUnavailable;
  if (error.status == 403) return ErrorKind::kPermission;
  if (error.status == 404) return ErrorKind::kNotFound;
  if (error.status == 409) return ErrorKind::kConflict;
  if (error.status >= 500) return ErrorKind::kUnavailable;
  return ErrorKind::kInvalidInput;
}

Error to_error(const ServiceError& error, const std::string& service, const std::string& operation) {
  const std::string why =
      error.message.empty() ? error.code : fmt::format("{}: {}", error.code, without_quotes(error));
  Error out(kind_of(error), fmt::format("{} {} was refused: {}", service, operation, why), remedy(error));
  out.code = error.code;
  out.request_id = error.request_id;
  return out;
}

}  // namespace sluice::aws
