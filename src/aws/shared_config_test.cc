#include "aws/shared_config.h"

#include <gtest/gtest.h>

#include "base/files.h"

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

TEST(SharedConfig, ReadsWhatTheCliReads) {
  const auto config = SharedConfig::parse(
      "\xef\xbb\xbf[default]\r\nregion: eu-west-1\r\n[profile\t'my work']\nREGION = a\n"
      "[profile default]\noutput = text\n[profile tool]\ncredential_process = get --all # of them\n"
      "s3 =\n  addressing_style: path\n\n  other = 1\nregion=b\n",
      "");
  EXPECT_EQ(config.get("default", "region"), "eu-west-1");
  EXPECT_EQ(config.get("default", "output"), "text");
  EXPECT_EQ(config.get("my work", "region"), "a");
  EXPECT_EQ(config.get("tool", "credential_process"), "get --all # of them");
  EXPECT_EQ(config.get("tool", "s3.addressing_style"), "path");
  EXPECT_EQ(config.get("tool", "s3.other"), "1");
  EXPECT_EQ(config.get("tool", "region"), "b");
}

TEST(SharedConfig, SaysWhichLineIsOfNoUse) {
  auto folder = base::TemporaryFolder::create("sluice-config");
  auto load = [&](const std::string& text) {
    EXPECT_TRUE(base::write_file_atomically(folder->path() + "/config", text));
    return SharedConfig::load([&](const std::string& name) -> std::optional<std::string> {
      if (name == "HOME") return folder->path();
      return name == "AWS_CONFIG_FILE" ? "~/config" : "/nonexistent/file";
    });
  };
  EXPECT_EQ(load("[default]\nregion = x\n")->get("default", "region"), "x") << "~ is the home";
  for (const auto& [text, line] :
       std::vector<std::pair<std::string, int>>{{"[default]\nregion = x\n[profile broken\n", 3},
                                                {"region = x\n", 1},
                                                {"[default]\n\nhush\n", 3}}) {
    auto loaded = load(text);
    ASSERT_FALSE(loaded) << text;
    EXPECT_EQ(loaded.error().kind, ErrorKind::kInvalidInput);
    ASSERT_TRUE(loaded.error().mark);
    EXPECT_EQ(loaded.error().mark->line, line);
    EXPECT_EQ(base::to_text(loaded.error()).find("hush"), std::string::npos);
  }
  EXPECT_TRUE(load("[default]\nkey = a\n   that goes on\n"));
}

}  // namespace
}  // namespace sluice::aws
