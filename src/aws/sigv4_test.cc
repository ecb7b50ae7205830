#include "aws/sigv4.h"

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace sluice::aws {
namespace {

// 2013-05-24T00:00:00Z, of the examples in the S3 manual.
const SigningScope kS3{"us-east-1", "s3", base::Micros(std::chrono::seconds(1369353600)), true};
const Credentials kKeys{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "", std::nullopt};

std::string value(const SignableRequest& request, const std::string& name) {
  for (const auto& [key, text] : request.headers)
    if (key == name) return text;
  return {};
}

TEST(SigV4, SignsAnS3GetAsTheManualDoes) {
  SignableRequest request{"GET",
                          "/test.txt",
                          "",
                          {{"Host", "examplebucket.s3.amazonaws.com"}, {"Range", "bytes=0-9"}},
                          base::sha256_hex("")};
  sign(request, kKeys, kS3);
  EXPECT_EQ(value(request, "X-Amz-Date"), "20130524T000000Z");
  EXPECT_EQ(value(request, "X-Amz-Content-Sha256"), base::sha256_hex(""));
  EXPECT_TRUE(value(request, "Authorization")
                  .ends_with("SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature="
                             "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"))
      << value(request, "Authorization");
}

TEST(SigV4, PresignsAsTheManualDoes) {
  const SignableRequest request{"GET", "/test.txt", "", {{"Host", "examplebucket.s3.amazonaws.com"}}, ""};
  EXPECT_EQ(presigned_query(request, kKeys, kS3, 86400),
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2F"
            "s3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&"
            "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST(SigV4, PathOfS3IsSignedAsSentThatOfOthersTidiedAndEncodedAgain) {
  SignableRequest request{"GET", "/a%20b/../c", "", {{"Host", "h"}}, "x"};
  EXPECT_TRUE(canonical_request(request, kS3).starts_with("GET\n/a%20b/../c\n"));
  SigningScope other = kS3;
  other.plain_path = false;
  EXPECT_TRUE(canonical_request(request, other).starts_with("GET\n/c\n"));
  request.path = "/a%20b/";
  EXPECT_TRUE(canonical_request(request, other).starts_with("GET\n/a%2520b/\n"));
}

TEST(SigV4, SessionTokenIsSignedAndSent) {
  Credentials keys = kKeys;
  keys.session_token = "to/ken+";
  SignableRequest request{"POST", "/", "", {{"Host", "h"}}, "x"};
  sign(request, keys, kS3);
  EXPECT_EQ(value(request, "X-Amz-Security-Token"), "to/ken+");
  EXPECT_NE(signed_headers(request).find("x-amz-security-token"), std::string::npos);
  const std::string query = presigned_query({"GET", "/", "", {{"Host", "h"}}, ""}, keys, kS3, 60);
  EXPECT_NE(query.find("&X-Amz-Security-Token=to%2Fken%2B&"), std::string::npos) << query;
}

TEST(SigV4, HeadersThatProxiesChangeAreNotSigned) {
  const SignableRequest request{
      "GET", "/", "", {{"User-Agent", "u"}, {"Connection", "close"}, {"Host", "h"}, {"X-A", " a  b "}}, "x"};
  EXPECT_EQ(signed_headers(request), "host;x-a");
  EXPECT_NE(canonical_request(request, kS3).find("x-a:a b\n"), std::string::npos);
}

}  // namespace
}  // namespace sluice::aws
