#include "aws/expression.h"

#include <gtest/gtest.h>

namespace sluice::aws {
namespace {

const Json kReply = Json::parse(R"({
  "Cluster": {"Status": {"State": "WAITING"}},
  "Steps": [{"Id": "a", "Tags": ["x"]}, {"Id": "b", "Tags": ["y", "z"]}, {"Name": "no id"}],
  "Empty": [], "Next": null})");

TEST(Expression, FindsMembers) {
  EXPECT_EQ(search("Cluster.Status.State", kReply), "WAITING");
  EXPECT_TRUE(search("Cluster.Nothing.State", kReply).is_null());
}
TEST(Expression, FlattensListsAndDropsNulls) {
  EXPECT_EQ(search("Steps[].Id", kReply), Json::parse(R"(["a","b"])"));
  EXPECT_EQ(search("Steps[].Tags[]", kReply), Json::parse(R"(["x","y","z"])"));
  EXPECT_TRUE(search("Cluster[].Id", kReply).is_null());
}
TEST(Expression, TakesTheLast) {
  EXPECT_EQ(search("Steps[1].Id", kReply), "b");
  EXPECT_EQ(search("Steps[-2].Id", kReply), "b");
  EXPECT_TRUE(search("Empty[-1].Id", kReply).is_null());
}
TEST(Expression, TakesTheFirstThatIsThere) {
  EXPECT_EQ(search("Next || Steps[0].Id", kReply), "a");
}
TEST(Expression, ComparesLengths) {
  EXPECT_EQ(search("length(Steps[]) > `0`", kReply), true);
  EXPECT_EQ(search("length(Empty[]) > `0`", kReply), false);
  EXPECT_EQ(search("length(Steps) == `3`", kReply), true);
}

}  // namespace
}  // namespace sluice::aws
