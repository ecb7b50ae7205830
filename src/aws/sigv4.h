// AWS Signature Version 4: request → canonical request → string to sign → signature, each a printable rung.
// Pure. Facts: conformance/sigv4 of the shared test vectors.
#pragma once

#include <string>
#include <vector>

#include "aws/credentials.h"
#include "base/time.h"
#include "net/http_message.h"

namespace sluice::aws {

struct SignableRequest {
  std::string method = "GET";
  std::string path = "/";                // percent-encoded as sent
  std::string query;                     // percent-encoded as sent, without '?'
  std::vector<net::HttpHeader> headers;  // all of them are signed but those a proxy may change; with Host
  std::string payload_hash;              // sha256 in hex, or "UNSIGNED-PAYLOAD"
};
struct SigningScope {
  std::string region, service;  // service by its signing name
  base::Micros time;
  bool plain_path =
      false;  // S3: the path is signed as it is sent; else dots are tidied and it is encoded again
};

std::string canonical_request(const SignableRequest& request, const SigningScope& scope);
std::string string_to_sign(const std::string& canonical, const SigningScope& scope);
std::string signature(const std::string& secret, const std::string& string_to_sign,
                      const SigningScope& scope);
std::string signed_headers(const SignableRequest& request);  // "host;x-amz-date"
std::string authorization_header(const SignableRequest& request, const Credentials& credentials,
                                 const SigningScope& scope);

// Adds X-Amz-Date, X-Amz-Security-Token, for S3 X-Amz-Content-Sha256, and Authorization.
void sign(SignableRequest& request, const Credentials& credentials, const SigningScope& scope);
// The query of a URL that is good for `seconds` without any header but Host. The payload is not signed.
std::string presigned_query(const SignableRequest& request, const Credentials& credentials,
                            const SigningScope& scope, int seconds);

// "20150830T123600Z"
std::string amz_date(base::Micros time);
// Everything but unreserved characters as %XX; `keep` are further characters to leave.
std::string percent_encode(std::string_view text, std::string_view keep = {});

}  // namespace sluice::aws
