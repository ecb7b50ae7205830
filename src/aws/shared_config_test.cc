#include "aws/shared_config.h"

#include <gtest/gtest.h>

namespace sluice::aws {
namespace {

constexpr const char* kConfig = R"(# a comment
[default]
region = eu-west-1
s3 =
  addressing_style = path
  max_concurrent_requests = 5

[profile work]
region=us-west-2   ; where
role_arn = arn:aws:iam::1:role/r
services = lab
endpoint_url = http://all:1

[services lab]
emr =
  endpoint_url = http://emr:2
[other]
region = nowhere
)";
constexpr const char* kSecrets =
    "[default]\naws_access_key_id = A\naws_secret_access_key = b=c#d\n"
    "[work]\nregion = us-east-2\n";

TEST(SharedConfig, ReadsProfiles) {
  const auto config = SharedConfig::parse(kConfig, kSecrets);
  EXPECT_EQ(config.get("default", "region"), "eu-west-1");
  EXPECT_EQ(config.get("work", "role_arn"), "arn:aws:iam::1:role/r");
  EXPECT_EQ(config.config_value("work", "region"), "us-west-2");
  EXPECT_EQ(config.get("work", "region"), "us-east-2");  // the credentials file goes first
  EXPECT_EQ(config.get("default", "aws_secret_access_key"), "b=c#d");
  EXPECT_FALSE(config.config_value("default", "aws_access_key_id"));
  EXPECT_TRUE(config.has_profile("work"));
  EXPECT_FALSE(config.has_profile("nobody"));
}

TEST(SharedConfig, ReadsNestedBlocks) {
  const auto config = SharedConfig::parse(kConfig, "");
  EXPECT_EQ(config.get("default", "s3.addressing_style"), "path");
  EXPECT_EQ(config.endpoint_url("work", "emr"), "http://emr:2");
  EXPECT_EQ(config.endpoint_url("work", "s3"), "http://all:1");
  EXPECT_FALSE(config.endpoint_url("default", "s3"));
}

TEST(SharedConfig, FilesThatAreNotThereAreEmpty) {
  auto config = SharedConfig::load([](const std::string& name) -> std::optional<std::string> {
    if (name.starts_with("AWS_")) return "/nonexistent/file";
    return std::nullopt;
  });
  ASSERT_TRUE(config);
  EXPECT_FALSE(config->has_profile("work"));
}

}  // namespace
}  // namespace sluice::aws
