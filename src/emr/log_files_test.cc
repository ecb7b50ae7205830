#include "emr/log_files.h"

#include <gtest/gtest.h>

namespace sluice::emr {
namespace {

using aws::Json;

ClusterView with_log_uri(const char* uri) {
  ClusterView view;
  view.cluster = {{"LogUri", uri}};
  return view;
}

TEST(LogFiles, TheFolderAsAnS3Address) {
  EXPECT_EQ(log_folder_of(with_log_uri("s3n://logs/a/")), "s3://logs/a");
  EXPECT_EQ(log_folder_of(with_log_uri("s3://logs")), "s3://logs");
  EXPECT_EQ(log_folder_of(with_log_uri("file:///x")), "");
  ClusterView none;
  none.cluster = Json::object();
  EXPECT_EQ(log_folder_of(none), "");
}

TEST(LogFiles, SecretsAreNotShown) {
  EXPECT_EQ(redacted("mysql password=geheim user=ana"), "mysql password=*** user=ana");
  EXPECT_EQ(redacted("sqoop --password geheim --table t"), "sqoop --password *** --table t");
  EXPECT_EQ(redacted("--db-password=geheim,x"), "--db-password=***,x");
  EXPECT_EQ(redacted(R"({"token": "abc", "a": 1})"), R"({"token": "***", "a": 1})");
  EXPECT_EQ(redacted("AWS_SECRET_ACCESS_KEY=abc/def"), "AWS_SECRET_ACCESS_KEY=***");
  EXPECT_EQ(redacted("jdbc:mysql://ana:geheim@db/x"), "jdbc:mysql://ana:***@db/x");
  EXPECT_EQ(redacted("key AKIAABCDEFGHIJKLMNOP used"), "key *** used");
}

TEST(LogFiles, WordsThatOnlyLookLikeSecretsStay) {
  for (const char* line :
       {"Access denied for user 'p'@'h' (using password: YES)", "the password is wrong",
        "INFO Step succeeded with exitCode 0", "copied s3://bucket/a@b/c to hdfs:///x", ""})
    EXPECT_EQ(redacted(line), line);
}

TEST(LogFiles, TheLastLinesThatSaySomething) {
  EXPECT_EQ(last_lines("a\n\nb\n  \nc\n", 2), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(last_lines("a\n", 5), std::vector<std::string>{"a"});
  EXPECT_TRUE(last_lines("\n \n", 5).empty());
}

}  // namespace
}  // namespace sluice::emr
