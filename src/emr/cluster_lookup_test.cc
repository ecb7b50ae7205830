#include "emr/cluster_lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emr/fake_api_test.h"
#include "emr/terminate.h"

namespace sluice::emr {
namespace {

using aws::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// An EMR that lists in pages of two, newest first.
class ClusterLookup : public testing::Test {
 protected:
  ClusterLookup() {
    api_.answers["ListClusters"] = [this](const Json& input) {
      const size_t at = input.contains("Marker") ? std::stoul(input["Marker"].get<std::string>()) : 0;
      std::vector<Json> shown;
      for (const Json& cluster : clusters_)
        if (!input.contains("ClusterStates") ||
            std::ranges::count(input["ClusterStates"], cluster["Status"]["State"]) > 0)
          shown.push_back(cluster);
      Json page{{"Clusters", Json::array()}};
      for (size_t i = at; i < std::min(at + 2, shown.size()); ++i) page["Clusters"].push_back(shown[i]);
      if (at + 2 < shown.size()) page["Marker"] = std::to_string(at + 2);
      return page;
    };
    api_.answers["DescribeCluster"] = [this](const Json& input) {
      Json tags = Json::array();
      for (const auto& [key, value] : tags_[input.at("ClusterId")])
        tags.push_back({{"Key", key}, {"Value", value}});
      return Json{{"Cluster",
                   {{"Id", input.at("ClusterId")},
                    {"TerminationProtected", protected_ == input.at("ClusterId")},
                    {"Tags", tags}}}};
    };
    api_.answers["ListSteps"] = [this](const Json&) { return Json{{"Steps", steps_}}; };
    api_.answers["TerminateJobFlows"] = [this](const Json& input) {
      for (const Json& id : input.at("JobFlowIds")) ended_.push_back(id);
      for (Json& cluster : clusters_)
        if (std::ranges::count(input.at("JobFlowIds"), cluster["Id"]) > 0)
          cluster["Status"]["State"] = "TERMINATED";
      return Json::object();
    };
    options_.clock = &clock_;
  }
  void add(const std::string& id, const std::string& name, const std::string& state) {
    clusters_.push_back({{"Id", id}, {"Name", name}, {"Status", {{"State", state}}}});
  }
  Result<Terminated> end() { return terminate(api_, *clusters_to_end(api_, "ETL"), options_); }

  FakeApi api_;
  FakeClock clock_;
  TerminateOptions options_;
  std::vector<Json> clusters_;
  std::map<std::string, std::map<std::string, std::string>> tags_;
  std::vector<std::string> ended_;
  std::string protected_;
  Json steps_ = Json::array();
};

TEST_F(ClusterLookup, GoesThroughAllPages) {
  for (int i = 0; i < 60; ++i) add("j-" + std::to_string(i), "other", "WAITING");
  add("j-ETL", "ETL", "WAITING");
  EXPECT_EQ((*find_live_cluster(api_, "ETL"))->id, "j-ETL");
}

TEST_F(ClusterLookup, WhatEndsIsNotAlive) {
  add("j-1", "ETL", "TERMINATING");
  add("j-2", "ETL", "TERMINATED");
  EXPECT_FALSE(*find_live_cluster(api_, "ETL"));
  EXPECT_THAT(*find_terminating(api_, "ETL"), SizeIs(1));
}

TEST_F(ClusterLookup, TwoOfANameAreAnErrorThatNamesThem) {
  add("j-1", "ETL", "STARTING");
  add("j-2", "ETL", "WAITING");
  auto found = find_live_cluster(api_, "ETL");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, "E210");
  EXPECT_THAT(found.error().message, testing::AllOf(HasSubstr("j-1"), HasSubstr("j-2")));
}

TEST_F(ClusterLookup, ARunIsFoundInAnyState) {
  add("j-1", "ETL", "WAITING");
  add("j-2", "ETL", "TERMINATED_WITH_ERRORS");
  tags_["j-1"]["sluice:run"] = "other";
  tags_["j-2"]["sluice:run"] = "mine";
  EXPECT_EQ((*find_run(api_, "ETL", "mine", clock_.now()))->id, "j-2");
  EXPECT_FALSE(*find_run(api_, "ETL", "nobodys", clock_.now()));
}

TEST_F(ClusterLookup, TerminateEndsAllOfANameTenAtATime) {
  for (int i = 0; i < 12; ++i) add("j-" + std::to_string(i), "ETL", "WAITING");
  add("j-other", "other", "WAITING");
  EXPECT_THAT(end()->ended, SizeIs(12));
  EXPECT_THAT(ended_, SizeIs(12));
  EXPECT_EQ(api_.count("TerminateJobFlows"), 2);
}

TEST_F(ClusterLookup, TerminateOfNothingCallsNothing) {
  add("j-2", "ETL", "TERMINATED");
  EXPECT_THAT(end()->ended, SizeIs(0));
  EXPECT_EQ(api_.count("TerminateJobFlows"), 0);
}

TEST_F(ClusterLookup, OneThatIsProtectedKeepsAllAlive) {
  add("j-1", "ETL", "WAITING");
  add("j-2", "ETL", "WAITING");
  protected_ = "j-2";
  EXPECT_EQ(end().error().code, "E211");
  EXPECT_THAT(ended_, SizeIs(0));
}

TEST_F(ClusterLookup, ForceTakesTheProtectionOffFirst) {
  add("j-1", "ETL", "WAITING");
  protected_ = "j-1";
  options_.force = true;
  api_.answers["SetTerminationProtection"] = [this](const Json& input) {
    EXPECT_EQ(input.at("TerminationProtected"), false);
    EXPECT_THAT(ended_, SizeIs(0));
    return Json::object();
  };
  EXPECT_THAT(end()->ended, ElementsAre("j-1"));
}

TEST_F(ClusterLookup, AStepOfSluiceIsNotCutOff) {
  add("j-1", "ETL", "RUNNING");
  steps_ = {{{"Name", "sluice run enrollment"}}};
  EXPECT_EQ(end().error().kind, ErrorKind::kConflict);
  steps_ = {{{"Name", "something else"}}};
  EXPECT_THAT(end()->ended, ElementsAre("j-1"));
}

TEST_F(ClusterLookup, OneThatDoesNotEndInTimeIsTold) {
  add("j-1", "ETL", "TERMINATING");
  EXPECT_EQ(end().error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(api_.count("TerminateJobFlows"), 0);
}

TEST_F(ClusterLookup, OwnedMeansBothTags) {
  for (const char* id : {"j-1", "j-2", "j-3"}) add(id, id, "WAITING");
  tags_["j-1"] = {{"sluice:deployment", "d"}, {"sluice:component", "cluster"}};
  tags_["j-2"] = {{"sluice:deployment", "d"}};
  ASSERT_THAT(*owned_clusters(api_), SizeIs(1));
  EXPECT_EQ(owned_clusters(api_)->front().id, "j-1");
}

}  // namespace
}  // namespace sluice::emr
