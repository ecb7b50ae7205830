// The client against a service that is a list of replies: what is sent again, signed how, and what is told.
#include "aws/client.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>

namespace sluice::aws {
namespace {

using Reply = std::expected<net::HttpResponse, net::SendFailure>;

struct Script final : net::Transport {
  std::deque<Reply> replies;
  std::vector<net::OutgoingRequest> requests;

  Reply send(const net::OutgoingRequest& request) override {
    requests.push_back(request);
    if (replies.empty()) return net::HttpResponse{200, {}, "{}"};
    Reply reply = replies.front();
    replies.pop_front();
    return reply;
  }
};

struct ClientTest : testing::Test {
  std::shared_ptr<Script> script = std::make_shared<Script>();
  std::map<std::string, std::string> variables{{"AWS_ACCESS_KEY_ID", "AKID"},
                                               {"AWS_SECRET_ACCESS_KEY", "very-secret"},
                                               {"AWS_CONFIG_FILE", "/nonexistent/config"},
                                               {"AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials"},
                                               {"AWS_EC2_METADATA_DISABLED", "true"},
                                               {"SLUICE_AWS_RETRY_BASE_MS", "0"}};

  std::unique_ptr<Api> client() {
    ClientOptions options;
    options.region = "eu-west-1";
    options.environment = [this](const std::string& name) -> std::optional<std::string> {
      auto at = variables.find(name);
      return at == variables.end() ? std::nullopt : std::optional(at->second);
    };
    options.transport = script;
    auto made = make_client(std::move(options));
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }
  void refuse(int status, const std::string& code, std::vector<net::HttpHeader> headers = {}) {
    script->replies.emplace_back(
        net::HttpResponse{status, std::move(headers), R"({"__type":")" + code + R"(","message":"m"})"});
  }
  void lose(net::SendFailure::Delivery delivery) {
    net::SendFailure failure{Error{}, delivery};
    failure.error.kind = ErrorKind::kUnavailable;
    failure.error.message = "the connection broke";
    script->replies.emplace_back(std::unexpected(failure));
  }
  std::string header(size_t request, const std::string& name) const {
    for (const auto& [key, value] : script->requests.at(request).headers)
      if (key == name) return value;
    return {};
  }
};

const Json kStart = Json::parse(R"({"Name": "c", "Instances": {}})");
const Json kRead = Json::parse(R"({"ClusterId": "j-1"})");

TEST_F(ClientTest, SignsForServiceAndRegionAndHidesTheSecret) {
  variables["AWS_SESSION_TOKEN"] = "session";
  ASSERT_TRUE(client()->call("emr", "DescribeCluster", kRead));
  EXPECT_TRUE(script->requests[0].url.starts_with("https://elasticmapreduce.eu-west-1.amazonaws.com/"));
  EXPECT_NE(header(0, "Authorization").find("/eu-west-1/elasticmapreduce/aws4_request"), std::string::npos);
  EXPECT_EQ(header(0, "X-Amz-Security-Token"), "session");
  for (const auto& [name, value] : script->requests[0].headers)
    EXPECT_EQ(value.find("very-secret"), std::string::npos) << name;
}

TEST_F(ClientTest, ThrottledCallsGoAgainEvenIfTheyStartSomething) {
  refuse(400, "ThrottlingException");
  refuse(400, "ThrottlingException");
  script->replies.emplace_back(net::HttpResponse{200, {}, R"({"JobFlowId":"j-1"})"});
  auto reply = client()->call("emr", "RunJobFlow", kStart);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->at("JobFlowId"), "j-1");
  EXPECT_EQ(script->requests.size(), 3u);
  EXPECT_TRUE(script->requests[0].at_most_once);
}

TEST_F(ClientTest, StartIsNotRepeatedAfterALostReplyOrA5xx) {
  lose(net::SendFailure::Delivery::kUnclear);
  auto lost = client()->call("emr", "RunJobFlow", kStart);
  ASSERT_FALSE(lost);
  EXPECT_TRUE(lost.error().effect_unknown);
  refuse(500, "InternalFailure");
  auto broken = client()->call("emr", "RunJobFlow", kStart);
  ASSERT_FALSE(broken);
  EXPECT_TRUE(broken.error().effect_unknown);
  EXPECT_EQ(script->requests.size(), 2u);
}

TEST_F(ClientTest, AReplyThatCannotBeReadIsALostOne) {
  script->replies.emplace_back(net::HttpResponse{200, {}, "{\"JobFlowId\": \"j-"});
  auto start = client()->call("emr", "RunJobFlow", kStart);
  ASSERT_FALSE(start);
  EXPECT_TRUE(start.error().effect_unknown);
  EXPECT_EQ(start.error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(script->requests.size(), 1u);
  script->requests.clear();
  script->replies.emplace_back(net::HttpResponse{200, {}, "<html>"});
  EXPECT_TRUE(client()->call("emr", "DescribeCluster", kRead));
  EXPECT_EQ(script->requests.size(), 2u);
}

TEST_F(ClientTest, StartIsRepeatedIfItWasNeverSent) {
  lose(net::SendFailure::Delivery::kNotSent);
  EXPECT_TRUE(client()->call("emr", "RunJobFlow", kStart));
  EXPECT_EQ(script->requests.size(), 2u);
}

TEST_F(ClientTest, ReadsAreRepeatedTenTimesAtMost) {
  lose(net::SendFailure::Delivery::kUnclear);
  refuse(503, "ServiceUnavailable");
  EXPECT_TRUE(client()->call("emr", "DescribeCluster", kRead));
  EXPECT_EQ(script->requests.size(), 3u);
  script->requests.clear();
  for (int i = 0; i < 20; ++i) refuse(500, "InternalFailure");
  auto broken = client()->call("emr", "DescribeCluster", kRead);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::kUnavailable);
  EXPECT_FALSE(broken.error().effect_unknown);
  EXPECT_EQ(script->requests.size(), 10u);
}

TEST_F(ClientTest, WhatStaysThrottledOrBrokenIsUnavailableWithAnyStatus) {
  for (const char* code : {"ThrottlingException", "InternalServerException"}) {
    for (int i = 0; i < 10; ++i) refuse(400, code);
    auto refused = client()->call("emr", "DescribeCluster", kRead);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable) << code;
    EXPECT_EQ(refused.error().code, code);
  }
  EXPECT_EQ(script->requests.size(), 20u);
}

TEST_F(ClientTest, RefusalsAreNotRepeated) {
  refuse(400, "AccessDeniedException", {{"x-amzn-RequestId", "r-1"}});
  auto refused = client()->call("emr", "DescribeCluster", kRead);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kPermission);
  EXPECT_EQ(refused.error().code, "AccessDeniedException");
  EXPECT_EQ(refused.error().request_id, "r-1");
  EXPECT_EQ(script->requests.size(), 1u);
}

TEST_F(ClientTest, ClockIsCorrectedOnceByTheServers) {
  refuse(403, "InvalidSignatureException", {{"Date", "Tue, 01 Jan 2030 00:30:00 GMT"}});
  ASSERT_TRUE(client()->call("emr", "DescribeCluster", kRead));
  ASSERT_EQ(script->requests.size(), 2u);
  EXPECT_TRUE(header(1, "X-Amz-Date").starts_with("20300101T00")) << header(1, "X-Amz-Date");
}

TEST_F(ClientTest, ExpiredKeysAreFetchedAgainOnce) {
  refuse(400, "ExpiredTokenException");
  refuse(400, "ExpiredTokenException");
  auto expired = client()->call("emr", "DescribeCluster", kRead);
  ASSERT_FALSE(expired);
  EXPECT_EQ(expired.error().kind, ErrorKind::kPermission);
  EXPECT_EQ(script->requests.size(), 2u);
}

TEST_F(ClientTest, BucketElsewhereIsAskedInItsRegion) {
  script->replies.emplace_back(net::HttpResponse{301, {{"x-amz-bucket-region", "us-west-2"}}, ""});
  script->replies.emplace_back(net::HttpResponse{200, {}, ""});
  ASSERT_TRUE(client()->call("s3", "HeadBucket", Json::parse(R"({"Bucket": "logs-1"})")));
  ASSERT_EQ(script->requests.size(), 2u);
  EXPECT_TRUE(script->requests[0].url.starts_with("https://logs-1.s3.eu-west-1.amazonaws.com/"));
  EXPECT_TRUE(script->requests[1].url.starts_with("https://logs-1.s3.us-west-2.amazonaws.com/"));
  EXPECT_NE(header(1, "Authorization").find("/us-west-2/s3/"), std::string::npos);
}

TEST_F(ClientTest, BucketElsewhereMayBeSaidInTheRefusal) {
  script->replies.emplace_back(net::HttpResponse{
      400, {}, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>"});
  script->replies.emplace_back(
      net::HttpResponse{400, {}, "<Error><Code>X</Code><Region>evil.example/</Region></Error>"});
  EXPECT_FALSE(client()->call("s3", "GetBucketTagging", Json::parse(R"({"Bucket": "logs-1"})")));
  ASSERT_EQ(script->requests.size(), 2u);
  EXPECT_TRUE(script->requests[1].url.starts_with("https://logs-1.s3.us-west-2.amazonaws.com/"));
}

TEST_F(ClientTest, AnAddressThatNeverAnsweredIsNotTriedForLong) {
  for (int i = 0; i < 20; ++i) lose(net::SendFailure::Delivery::kNotSent);
  auto one = client();
  EXPECT_FALSE(one->call("emr", "DescribeCluster", kRead));
  EXPECT_EQ(script->requests.size(), 3u);
  script->replies.clear();
  EXPECT_TRUE(one->call("emr", "DescribeCluster", kRead));
  for (int i = 0; i < 20; ++i) lose(net::SendFailure::Delivery::kNotSent);
  script->requests.clear();
  EXPECT_FALSE(one->call("emr", "DescribeCluster", kRead));
  EXPECT_EQ(script->requests.size(), 10u) << "what has answered may be gone for a while";
}

TEST_F(ClientTest, ARefusalBehindTheStatus200IsOne) {
  const Json input = Json::parse(R"({"Bucket": "b-1", "Key": "k", "UploadId": "u"})");
  script->replies.emplace_back(net::HttpResponse{
      200, {}, "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code><Message>m</Message></Error>"});
  auto refused = client()->call("s3", "CompleteMultipartUpload", input);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "InternalError");
  script->replies.emplace_back(net::HttpResponse{200, {}, "<Error><Code>of a file</Code></Error>"});
  EXPECT_TRUE(client()->call("s3", "GetObject", Json::parse(R"({"Bucket": "b-1", "Key": "k"})")));
}

TEST_F(ClientTest, ObjectsMayTakeTheirTime) {
  ASSERT_TRUE(client()->call("s3", "GetObject", Json::parse(R"({"Bucket": "b-1", "Key": "k"})")));
  script->replies.emplace_back(net::HttpResponse{200, {}, ""});
  ASSERT_TRUE(client()->call("s3", "HeadObject", Json::parse(R"({"Bucket": "b-1", "Key": "k"})")));
  EXPECT_GT(script->requests[0].timeout, std::chrono::minutes(10));
  EXPECT_LT(script->requests[1].timeout, std::chrono::minutes(2));
}

TEST_F(ClientTest, EndpointOfTheServiceGoesBeforeThatOfAll) {
  variables["AWS_ENDPOINT_URL"] = "http://all:1";
  variables["AWS_ENDPOINT_URL_EMR"] = "http://emr:2";
  ASSERT_TRUE(client()->call("emr", "DescribeCluster", kRead));
  EXPECT_TRUE(script->requests[0].url.starts_with("http://emr:2/"));
}

TEST_F(ClientTest, NothingIsSentThatDoesNotFitTheModel) {
  auto refused = client()->call("emr", "DescribeCluster", Json::parse(R"({"ClusterIdd": "j"})"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
  EXPECT_TRUE(script->requests.empty());
}

TEST_F(ClientTest, AnExpiredRequestMayMeanAWrongClockOrOldKeys) {
  refuse(400, "RequestExpired", {{"Date", "Tue, 01 Jan 2030 00:30:00 GMT"}});
  ASSERT_TRUE(client()->call("emr", "DescribeCluster", kRead));
  EXPECT_TRUE(header(1, "X-Amz-Date").starts_with("20300101T00")) << header(1, "X-Amz-Date");
  script->requests.clear();
  refuse(400, "RequestExpired");
  refuse(400, "RequestExpired");
  auto expired = client()->call("emr", "DescribeCluster", kRead);
  ASSERT_FALSE(expired);
  EXPECT_EQ(expired.error().kind, ErrorKind::kPermission);
  EXPECT_EQ(script->requests.size(), 2u);
}

TEST_F(ClientTest, ClockAndKeysAreMendedAfterOtherTroubles) {
  refuse(400, "ThrottlingException");
  refuse(403, "InvalidSignatureException", {{"Date", "Tue, 01 Jan 2030 00:30:00 GMT"}});
  refuse(400, "ExpiredTokenException");
  EXPECT_TRUE(client()->call("emr", "DescribeCluster", kRead));
  EXPECT_EQ(script->requests.size(), 4u);
}

TEST_F(ClientTest, RefusedSignaturesAreNotQuoted) {
  script->replies.emplace_back(net::HttpResponse{
      403,
      {},
      "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>The signature does not match.\n\nThe "
      "Canonical String for this request should have been\n'x-amz-security-token:session'</Message></Error>"
      "</ErrorResponse>"});
  auto refused = client()->call("iam", "GetRole", Json::parse(R"({"RoleName": "r"})"));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("The signature does not match."), std::string::npos);
  EXPECT_EQ(to_text(refused.error()).find("session"), std::string::npos);
}

TEST_F(ClientTest, AnObjectWithoutANameIsNotItsBucket) {
  for (const char* input : {R"({"Bucket": "b-1", "Key": ""})", R"({"Bucket": "", "Key": "k"})"}) {
    auto refused = client()->call("s3", "DeleteObject", Json::parse(input));
    ASSERT_FALSE(refused) << input;
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
  }
  EXPECT_TRUE(script->requests.empty());
}

TEST_F(ClientTest, AnswersThatAreNotOfAwsSayWhoseTheyAre) {
  script->replies.emplace_back(net::HttpResponse{404, {}, "<html>nothing here</html>"});
  auto refused = client()->call("emr", "DescribeCluster", kRead);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().hint.find("https://elasticmapreduce.eu-west-1.amazonaws.com"), std::string::npos);
}

TEST_F(ClientTest, UnknownNamesAreToldWithTheirPlace) {
  const Json input = Json::parse(
      R"({"Name": "c", "Instances": {"InstanceGroups": [{"InstanceRole": "MASTER", "InstanceType": "m5.xlarge",
          "InstanceCount": 1, "BidPrise": "1"}]}})");
  auto refused = client()->call("emr", "RunJobFlow", input);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find(
                "Instances.InstanceGroups[0].BidPrise is not known (did you mean BidPrice?)"),
            std::string::npos)
      << refused.error().message;
}

}  // namespace
}  // namespace sluice::aws
