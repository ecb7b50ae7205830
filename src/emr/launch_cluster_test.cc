#include "emr/launch_cluster.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "emr/fake_api_test.h"

namespace sluice::emr {
namespace {

using aws::Json;

class LaunchCluster : public testing::Test {
 protected:
  LaunchCluster() {
    folder_ = testing::TempDir() + "launch-" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
    cluster_.folder = folder_;
    cluster_.name = "ETL";
    cluster_.body = {{"Name", "ETL"}, {"JobFlowRole", "emr"}, {"Instances", Json::object()}};
    api_.answers["ListClusters"] = [this](const Json&) { return Json{{"Clusters", listed_}}; };
    api_.answers["DescribeCluster"] = [this](const Json&) {
      return Json{{"Cluster", {{"Tags", {{{"Key", "sluice:run"}, {"Value", run_}}}}}}};
    };
  }
  ~LaunchCluster() override { std::filesystem::remove_all(folder_); }

  // EMR has a cluster with the run's tag from now on.
  void appear(const Json& body) {
    for (const Json& tag : body.at("Tags"))
      if (tag.at("Key") == "sluice:run") run_ = tag.at("Value");
    listed_.push_back({{"Id", "j-LOST"}, {"Name", "ETL"}, {"Status", {{"State", "STARTING"}}}});
  }
  static Error lost() {
    Error error(ErrorKind::kUnavailable, "no reply");
    error.effect_unknown = true;
    return error;
  }
  Result<std::string> launch() {
    auto record = LaunchRecord::open(folder_, "ETL");
    return launch_cluster(api_, cluster_, "", *record, {.clock = &clock_});
  }

  FakeApi api_;
  FakeClock clock_;
  cluster::ClusterFile cluster_;
  std::string folder_, run_;
  Json listed_ = Json::array();
};

TEST_F(LaunchCluster, TheIntentIsOnDiskBeforeTheCallAndTheIdAfter) {
  api_.answers["RunJobFlow"] = [&](const Json& body) {
    const std::string text = *base::read_file(folder_ + "/.sluice/ETL/launch.json");
    EXPECT_EQ(text.find("\"id\""), std::string::npos);
    for (const Json& tag : body.at("Tags")) {
      if (tag.at("Key") != "sluice:run") continue;
      EXPECT_NE(text.find(std::string(tag.at("Value"))), std::string::npos);
    }
    return Json{{"JobFlowId", "j-NEW"}};
  };
  EXPECT_EQ(*launch(), "j-NEW");
  EXPECT_EQ(LaunchRecord::open(folder_, "ETL")->last()->id, "j-NEW");
}

TEST_F(LaunchCluster, ALostReplyIsLookedUpAndNotSentAgain) {
  api_.answers["RunJobFlow"] = [&](const Json& body) -> Result<Json> {
    appear(body);
    return fail(lost());
  };
  EXPECT_EQ(*launch(), "j-LOST");
  EXPECT_EQ(api_.count("RunJobFlow"), 1);
}

TEST_F(LaunchCluster, AListThatFollowsLateIsAskedAgain) {
  Json sent;
  api_.answers["RunJobFlow"] = [&](const Json& body) -> Result<Json> {
    sent = body;
    return fail(lost());
  };
  api_.answers["ListClusters"] = [&](const Json&) {
    if (api_.count("ListClusters") == 3) appear(sent);
    return Json{{"Clusters", listed_}};
  };
  EXPECT_EQ(*launch(), "j-LOST");
  EXPECT_EQ(api_.count("RunJobFlow"), 1);
}

TEST_F(LaunchCluster, WhatNeverArrivedIsSentAgainWithTheSameTag) {
  std::vector<Json> sent;
  api_.answers["RunJobFlow"] = [&](const Json& body) -> Result<Json> {
    sent.push_back(body);
    if (sent.size() == 1) return fail(lost());
    return Json{{"JobFlowId", "j-NEW"}};
  };
  EXPECT_EQ(*launch(), "j-NEW");
  EXPECT_EQ(sent.at(0), sent.at(1));
}

TEST_F(LaunchCluster, AnOpenIntentFindsItsCluster) {
  auto record = LaunchRecord::open(folder_, "ETL");
  EXPECT_FALSE(*find_unfinished_launch(api_, cluster_, *record, {.clock = &clock_}));
  ASSERT_TRUE(record->write({"abc", "", clock_.now(), ""}));
  EXPECT_FALSE(*find_unfinished_launch(api_, cluster_, *record, {.clock = &clock_}));
  appear({{"Tags", {{{"Key", "sluice:run"}, {"Value", "abc"}}}}});
  EXPECT_EQ(**find_unfinished_launch(api_, cluster_, *record, {.clock = &clock_}), "j-LOST");
}

TEST_F(LaunchCluster, ANewInstanceProfileIsWaitedForTwoMinutes) {
  api_.answers["RunJobFlow"] = [](const Json&) -> Result<Json> {
    return fail(refused("ValidationException", "Invalid InstanceProfile: emr."));
  };
  const auto made = std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
  api_.answers["GetInstanceProfile"] = [&](const Json&) {
    return Json{{"InstanceProfile", {{"CreateDate", made - 60}}}};
  };
  EXPECT_EQ(launch().error().code, "ValidationException");
  EXPECT_EQ(api_.count("RunJobFlow"), 13);  // every ten seconds
}

TEST_F(LaunchCluster, AnOldInstanceProfileThatIsRefusedStaysRefused) {
  api_.answers["RunJobFlow"] = [](const Json&) -> Result<Json> {
    return fail(refused("ValidationException", "Invalid InstanceProfile: emr."));
  };
  api_.answers["GetInstanceProfile"] = [](const Json&) {
    return Json{{"InstanceProfile", {{"CreateDate", 1'000'000'000}}}};
  };
  EXPECT_FALSE(launch());
  EXPECT_EQ(api_.count("RunJobFlow"), 1);
}

TEST_F(LaunchCluster, ARefusalIsNotRepeated) {
  api_.answers["RunJobFlow"] = [](const Json&) -> Result<Json> {
    return fail(refused("ValidationException", "The supplied release label is invalid"));
  };
  EXPECT_FALSE(launch());
  EXPECT_EQ(api_.count("RunJobFlow"), 1);
}

TEST_F(LaunchCluster, ASecondProcessIsTurnedAway) {
  auto first = LaunchRecord::open(folder_, "ETL");
  auto second = LaunchRecord::open(folder_, "ETL");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kConflict);
  EXPECT_NE(second.error().message.find("process " + std::to_string(getpid())), std::string::npos);
}

}  // namespace
}  // namespace sluice::emr
