#include "emr/wait_until_ready.h"

#include <gtest/gtest.h>

#include "emr/fake_api_test.h"

namespace sluice::emr {
namespace {

using aws::Json;
using End = Waited::End;
using namespace std::chrono_literals;

class WaitUntilReady : public testing::Test {
 protected:
  WaitUntilReady() {
    options_.clock = &clock_;
    options_.deadline = clock_.now() + 3000s;
    api_.answers["DescribeCluster"] = [this](const Json&) {
      return Json{{"Cluster", {{"Id", "j-1"}, {"Status", {{"State", state_}}}}}};
    };
    api_.answers["ListInstanceGroups"] = [this](const Json&) {
      return Json{{"InstanceGroups",
                   {{{"Id", "ig-1"},
                     {"InstanceGroupType", "TASK"},
                     {"Market", "SPOT"},
                     {"RequestedInstanceCount", wanted_},
                     {"Status", {{"State", group_}}}}}}};
    };
  }
  Waited wait() { return *wait_until_ready(api_, "j-1", options_); }

  FakeApi api_;
  FakeClock clock_;
  ReadyOptions options_;
  std::string state_ = "WAITING", group_ = "RUNNING";
  int wanted_ = 1;
};

TEST_F(WaitUntilReady, NeedsEveryGroup) {
  group_ = "RESIZING";
  EXPECT_EQ(wait().end, End::kTimedOut);
  group_ = "RUNNING";
  EXPECT_EQ(wait().end, End::kReady);
  group_ = "PROVISIONING", wanted_ = 0;
  EXPECT_EQ(wait().end, End::kReady);
}

TEST_F(WaitUntilReady, RunningStepsAreEnoughIfAsked) {
  state_ = "RUNNING";
  EXPECT_EQ(wait().end, End::kTimedOut);
  options_.until = Until::kRunning;
  options_.deadline = clock_.now() + 1s;
  EXPECT_EQ(wait().end, End::kReady);
}

TEST_F(WaitUntilReady, EndsWithTheCluster) {
  for (const char* state : {"TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"}) {
    state_ = state;
    EXPECT_EQ(wait().end, End::kOver) << state;
  }
}

TEST_F(WaitUntilReady, AGroupThatWillNotComeUpIsNotWaitedFor) {
  for (const char* state : {"ARRESTED", "SUSPENDED"}) {
    group_ = state;
    EXPECT_EQ(wait().end, End::kStuck) << state;
  }
}

TEST_F(WaitUntilReady, TheIdOfANewClusterMayBeUnknownForAMinute) {
  api_.answers["DescribeCluster"] = [](const Json&) -> Result<Json> {
    return fail(refused("InvalidRequestException", "Cluster id 'j-1' is not valid."));
  };
  options_.poll = 10s;
  EXPECT_FALSE(wait_until_ready(api_, "j-1", options_));
  EXPECT_EQ(api_.count("DescribeCluster"), 1);
  options_.just_launched = true;
  EXPECT_FALSE(wait_until_ready(api_, "j-1", options_));
  EXPECT_EQ(api_.count("DescribeCluster"), 8);
}

TEST_F(WaitUntilReady, SpotThatDoesNotComeIsToldOnceAfterAQuarterOfAnHour) {
  state_ = "STARTING";
  int told = 0;
  const base::Micros begin = clock_.now();
  options_.slow = [&](const ClusterView&) {
    ++told;
    EXPECT_GE(clock_.now() - begin, 15min);
    EXPECT_LT(clock_.now() - begin, 16min);
  };
  EXPECT_EQ(wait().end, End::kTimedOut);
  EXPECT_EQ(told, 1);
}

TEST_F(WaitUntilReady, EmrIsNotAskedMoreOftenThanThePoll) {
  state_ = "STARTING";
  wait();
  EXPECT_EQ(api_.count("DescribeCluster"), 3000 / 30 + 1);
}

}  // namespace
}  // namespace sluice::emr
