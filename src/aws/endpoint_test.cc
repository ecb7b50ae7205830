#include "aws/endpoint.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

namespace sluice::aws {
namespace {

const ServiceModel& model(const std::string& service) {
  return **service_model(service);
}

TEST(Endpoint, IsOfTheRegionAndItsPartition) {
  auto emr = endpoint_of(model("emr"), "eu-west-1", "");
  ASSERT_TRUE(emr);
  EXPECT_EQ(emr->origin, "https://elasticmapreduce.eu-west-1.amazonaws.com");
  EXPECT_EQ(emr->signing_name, "elasticmapreduce");
  EXPECT_EQ(emr->signing_region, "eu-west-1");
  EXPECT_EQ(endpoint_of(model("sts"), "us-west-2", "")->origin, "https://sts.us-west-2.amazonaws.com");
  EXPECT_EQ(endpoint_of(model("emr"), "cn-north-1", "")->origin,
            "https://elasticmapreduce.cn-north-1.amazonaws.com.cn");
}

TEST(Endpoint, IamIsOneForAPartition) {
  auto iam = endpoint_of(model("iam"), "eu-west-1", "");
  EXPECT_EQ(iam->origin, "https://iam.amazonaws.com");
  EXPECT_EQ(iam->signing_region, "us-east-1");
  EXPECT_EQ(endpoint_of(model("iam"), "us-gov-east-1", "")->origin, "https://iam.us-gov.amazonaws.com");
  EXPECT_EQ(endpoint_of(model("iam"), "cn-northwest-1", "")->signing_region, "cn-north-1");
}

TEST(Endpoint, OverrideKeepsItsPathAndTheRegionSigned) {
  auto emr = endpoint_of(model("emr"), "eu-west-1", "http://127.0.0.1:5000/aws/");
  ASSERT_TRUE(emr);
  EXPECT_EQ(emr->origin, "http://127.0.0.1:5000");
  EXPECT_EQ(emr->path, "/aws");
  EXPECT_EQ(emr->signing_region, "eu-west-1");
  for (const char* bad :
       {"127.0.0.1:5000", "ftp://h", "http://", "http://me:word@h", "http://h/?x", "http://h /"}) {
    auto refused = endpoint_of(model("emr"), "eu-west-1", bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
  }
}

TEST(Endpoint, BucketIsTheHostWhereItsNameAllows) {
  Endpoint s3 = *endpoint_of(model("s3"), "eu-west-1", "");
  std::string path = "/logs-1/a/b";
  use_bucket_host(s3, path, "logs-1");
  EXPECT_EQ(s3.origin, "https://logs-1.s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(path, "/a/b");
  Endpoint dotted = *endpoint_of(model("s3"), "eu-west-1", "");
  path = "/my.logs/a";
  use_bucket_host(dotted, path, "my.logs");
  EXPECT_EQ(dotted.origin, "https://s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(path, "/my.logs/a");
}

TEST(Endpoint, VariableIsTheServiceId) {
  EXPECT_EQ(endpoint_variable(model("emr")), "EMR");
  EXPECT_EQ(endpoint_variable(model("s3")), "S3");
}

TEST(Endpoint, ConfiguredOnesComeInTheOrderOfTheCli) {
  std::map<std::string, std::string> variables;
  const auto environment = [&](const std::string& name) -> std::optional<std::string> {
    auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  };
  const auto config = SharedConfig::parse(
      "[profile p]\nservices = lab\nendpoint_url = http://profile\n[services lab]\nsecrets_manager =\n"
      "  endpoint_url = http://section\n[profile q]\nendpoint_url = "
      "http://q\nignore_configured_endpoint_urls = true\n",
      "");
  auto of = [&](const char* service, const char* profile = "p") {
    return configured_endpoint(model(service), environment, config, profile);
  };
  EXPECT_EQ(of("secretsmanager"), "http://section");
  EXPECT_EQ(of("emr"), "http://profile");
  EXPECT_EQ(of("emr", "q"), "");
  variables["AWS_ENDPOINT_URL"] = "http://all";
  EXPECT_EQ(of("secretsmanager"), "http://all");
  variables["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = "http://own";
  EXPECT_EQ(of("secretsmanager"), "http://own");
  variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "TRUE";
  EXPECT_EQ(of("secretsmanager"), "");
}

TEST(Endpoint, IamOfEveryPartitionIsSignedForItsOwnRegion) {
  for (const auto& [region, host, signed_for] : std::vector<std::array<std::string, 3>>{
           {"us-iso-west-1", "iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"},
           {"us-isob-east-1", "iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"},
           {"eu-isoe-west-1", "iam.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"},
           {"us-isof-east-1", "iam.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"},
           {"eusc-de-east-1", "iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"},
           {"us-gov-east-1", "iam.us-gov.amazonaws.com", "us-gov-west-1"},
           {"cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"}}) {
    auto iam = endpoint_of(model("iam"), region, "");
    EXPECT_EQ(iam->origin, "https://" + host);
    EXPECT_EQ(iam->signing_region, signed_for);
  }
}

TEST(Endpoint, WhatIsNoRegionIsNotSentTo) {
  for (const char* bad : {"evil.example/", "eu west", "EU-WEST-1", "a.b", "", "-a", "us-east-1@x"}) {
    auto refused = endpoint_of(model("emr"), bad, "");
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
  }
}

}  // namespace
}  // namespace sluice::aws
