// Lists to their end and waits, on a service that is a queue of values.
#include <gtest/gtest.h>

#include <deque>

#include "aws/pages.h"
#include "aws/waiters.h"

namespace sluice::aws {
namespace {

struct Queue final : Api {
  std::deque<Result<Json>> replies;
  std::vector<Json> inputs;
  Result<Json> call(const std::string&, const std::string&, const Json& input, const CallOptions&) override {
    inputs.push_back(input);
    Result<Json> reply = replies.front();
    if (replies.size() > 1) replies.pop_front();
    return reply;
  }
  const std::string& region() const override { return region_; }
  std::string region_ = "us-east-1";
};

struct NoWait final : base::Clock {
  base::Micros now() const override { return {}; }
  void sleep_for(std::chrono::milliseconds d) override { slept += d; }
  std::chrono::milliseconds slept{0};
};

Error refusal(const std::string& code, ErrorKind kind = ErrorKind::kNotFound) {
  Error error(kind, code);
  error.code = code;
  return error;
}

TEST(Pages, GoOnWithTheMarkerUntilThereIsNone) {
  Queue api;
  api.replies = {Json{{"Clusters", {{{"Id", "j-1"}}, {{"Id", "j-2"}}}}, {"Marker", "m"}},
                 Json{{"Clusters", {{{"Id", "j-3"}}}}}};
  auto all = list_all(api, "emr", "ListClusters", {{"ClusterStates", {"WAITING"}}});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 3U);
  EXPECT_EQ(api.inputs.at(1), (Json{{"ClusterStates", {"WAITING"}}, {"Marker", "m"}}));
}

TEST(Pages, IamSaysWhetherThereAreMore) {
  Queue api;
  api.replies = {Json{{"Roles", {{{"RoleName", "a"}}}}, {"IsTruncated", false}, {"Marker", "left-over"}}};
  EXPECT_EQ(list_all(api, "iam", "ListRoles", Json::object())->size(), 1U);
  EXPECT_EQ(api.inputs.size(), 1U);
}

TEST(Pages, TheSameMarkerTwiceIsACorruptList) {
  Queue api;
  api.replies = {Json{{"Clusters", Json::array()}, {"Marker", "m"}}};
  auto all = list_all(api, "emr", "ListClusters", Json::object());
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().kind, ErrorKind::kCorrupt);
}

TEST(Pages, AVisitorMayStop) {
  Queue api;
  api.replies = {Json{{"Clusters", {{{"Id", "j-1"}}}}, {"Marker", "m"}}};
  int pages = 0;
  EXPECT_TRUE(
      for_each_page(api, "emr", "ListClusters", Json::object(), [&](const Json&) { return ++pages < 1; }));
  EXPECT_EQ(pages, 1);
}

TEST(Waiters, EndAtTheStateThatTheyWaitFor) {
  Queue api;
  NoWait clock;
  auto state = [](const char* text) { return Json{{"Cluster", {{"Status", {{"State", text}}}}}}; };
  api.replies = {state("STARTING"), state("BOOTSTRAPPING"), state("WAITING")};
  EXPECT_TRUE(wait_for(api, clock, "emr", "ClusterRunning", {{"ClusterId", "j-1"}}));
  EXPECT_EQ(clock.slept, std::chrono::seconds(60));
  api.replies = {state("TERMINATED_WITH_ERRORS")};
  auto failed = wait_for(api, clock, "emr", "ClusterRunning", {{"ClusterId", "j-1"}});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::kConflict);
}

TEST(Waiters, TakeErrorsAndStatusesAsTheModelSays) {
  Queue api;
  NoWait clock;
  api.replies = {std::unexpected(refusal("NoSuchEntity")), Json{{"InstanceProfile", Json::object()}}};
  EXPECT_TRUE(wait_for(api, clock, "iam", "InstanceProfileExists", {{"InstanceProfileName", "emr"}}));
  api.replies = {std::unexpected(refusal("AccessDenied", ErrorKind::kPermission))};
  EXPECT_EQ(wait_for(api, clock, "iam", "RoleExists", {{"RoleName", "x"}}).error().kind,
            ErrorKind::kPermission);
}

TEST(Waiters, GiveUpAfterTheirLastTry) {
  Queue api;
  NoWait clock;
  api.replies = {Json{{"Vpcs", {{{"State", "pending"}}}}}};
  auto end = wait_for(api, clock, "ec2", "VpcAvailable", Json::object(), {.attempts = 3});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(api.inputs.size(), 3U);
}

TEST(Pages, MarkersThatGoRoundAreACorruptList) {
  Queue api;
  for (const char* marker : {"a", "b", "a", "b"})
    api.replies.push_back(Json{{"Clusters", Json::array()}, {"Marker", marker}});
  EXPECT_EQ(list_all(api, "emr", "ListClusters", Json::object()).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(api.inputs.size(), 3U);
}

TEST(Pages, APageThatPromisesMoreSaysWhere) {
  Queue api;
  api.replies = {Json{{"Roles", Json::array()}, {"IsTruncated", true}}};
  auto all = list_all(api, "iam", "ListRoles", Json::object());
  ASSERT_FALSE(all) << "a list that is cut short looks like a list";
  EXPECT_EQ(all.error().kind, ErrorKind::kCorrupt);
}

TEST(Pages, VersionsOfObjectsGoOnWithTwoMarkers) {
  Queue api;
  api.replies = {Json{{"Versions", {{{"Key", "k"}}}},
                      {"IsTruncated", true},
                      {"NextKeyMarker", "k"},
                      {"NextVersionIdMarker", "v"}},
                 Json{{"Versions", {{{"Key", "l"}}}}, {"IsTruncated", false}}};
  EXPECT_EQ(list_all(api, "s3", "ListObjectVersions", {{"Bucket", "b-1"}})->size(), 2U);
  EXPECT_EQ(api.inputs.at(1), (Json{{"Bucket", "b-1"}, {"KeyMarker", "k"}, {"VersionIdMarker", "v"}}));
}

TEST(Waiters, SayInWhichStateTheyFailed) {
  Queue api;
  NoWait clock;
  api.replies = {Json{{"Cluster", {{"Name", "\xff"}, {"Status", {{"State", "TERMINATED"}}}}}}};
  auto failed = wait_for(api, clock, "emr", "ClusterRunning", {{"ClusterId", "j-1"}});
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("Cluster.Status.State is TERMINATED"), std::string::npos);
}

TEST(Waiters, NoneOfAnEmptyListIsThere) {
  Queue api;
  NoWait clock;
  api.replies = {Json{{"Vpcs", Json::array()}}, Json{{"Vpcs", {{{"State", "available"}}}}}};
  EXPECT_TRUE(wait_for(api, clock, "ec2", "VpcAvailable", Json::object()));
  EXPECT_EQ(api.inputs.size(), 2U);
}

}  // namespace
}  // namespace sluice::aws
