#include "emr/drift.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::emr {
namespace {

using aws::Json;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Json body() {
  return Json::parse(R"({"Name":"ETL","LogUri":"s3://my-logs","JobFlowRole":"emr","ReleaseLabel":"emr-5.36.0",
    "Instances":{"Ec2KeyName":"mykey","Ec2SubnetId":"subnet-1","KeepJobFlowAliveWhenNoSteps":true,
      "TerminationProtected":false,"InstanceGroups":[
      {"Name":"master","InstanceRole":"MASTER","InstanceType":"m5.xlarge","InstanceCount":1,"Market":"ON_DEMAND"},
      {"Name":"core","InstanceRole":"CORE","InstanceType":"m5.xlarge","InstanceCount":2,"Market":"SPOT","BidPrice":"0.80"}]},
    "Applications":[{"Name":"Hive"},{"Name":"Hadoop"}],
    "Configurations":[{"Classification":"yarn-site","Properties":{"a":"1"}}],
    "BootstrapActions":[{"Name":"b","ScriptBootstrapAction":{"Path":"s3://p/b"}}],
    "Steps":[{"Name":"s","HadoopJarStep":{"Jar":"j","Args":["x"]},"ActionOnFailure":"TERMINATE_JOB_FLOW"}],
    "Tags":[{"Key":"team","Value":"data"}]})");
}

std::vector<std::string> paths(const Json& want, const Json& have) {
  std::vector<std::string> out;
  for (const Difference& each : differences(want, have)) out.push_back(each.path);
  return out;
}

TEST(Drift, NoneBetweenABodyAndItself) {
  EXPECT_THAT(differences(body(), body()), IsEmpty());
}

TEST(Drift, WhatEmrSpellsInItsOwnWayIsNone) {
  Json have = body();
  have["LogUri"] = "s3n://my-logs/";
  have["VisibleToAllUsers"] = true;
  have["Applications"] = Json::parse(R"([{"Name":"hive"}])");
  have["Steps"][0]["ActionOnFailure"] = "TERMINATE_CLUSTER";
  Json& groups = have["Instances"]["InstanceGroups"];
  groups[1]["BidPrice"] = "0.8";
  groups[0]["EbsConfiguration"] = Json::parse(
      R"({"EbsBlockDeviceConfigs":[{"VolumeSpecification":{"VolumeType":"gp2","SizeInGB":32}}]})");
  std::swap(groups[0], groups[1]);
  have["Instances"]["EmrManagedMasterSecurityGroup"] = "sg-1";
  have["Tags"].push_back({{"Key", "sluice:run"}, {"Value", "x"}});
  have["Tags"].push_back({{"Key", "of-others"}, {"Value", "x"}});
  have["Instances"].erase("TerminationProtected");
  EXPECT_THAT(paths(body(), have), IsEmpty());
}

TEST(Drift, StepsAddedLaterAreNone) {
  Json have = body();
  have["Steps"].push_back({{"Name", "later"}, {"HadoopJarStep", {{"Jar", "j"}}}});
  EXPECT_THAT(paths(body(), have), IsEmpty());
  EXPECT_THAT(paths(have, body()), UnorderedElementsAre("Steps"));
}

TEST(Drift, AStepWithoutAnActionTakesTheDefaultOfEmr) {
  Json want = body();
  want["Steps"][0].erase("ActionOnFailure");
  EXPECT_THAT(paths(want, body()), IsEmpty());
}

TEST(Drift, NamesWhatDiffersByItsPlace) {
  Json have = body();
  have["Instances"]["InstanceGroups"][1]["InstanceCount"] = 3;
  have["Configurations"][0]["Properties"]["a"] = "2";
  have["Tags"][0]["Value"] = "other";
  EXPECT_THAT(paths(body(), have),
              UnorderedElementsAre("Instances.InstanceGroups[CORE].InstanceCount",
                                   "Configurations[yarn-site].Properties.a", "Tags[team].Value"));
}

TEST(Drift, WhatNobodyAskedForIsReported) {
  Json want = body();
  for (const char* name : {"LogUri", "BootstrapActions"}) want.erase(name);
  want["Instances"]["InstanceGroups"].erase(1);
  want["Configurations"][0].erase("Properties");
  EXPECT_THAT(paths(want, body()),
              UnorderedElementsAre("Instances.InstanceGroups[CORE]", "Configurations[yarn-site].Properties",
                                   "LogUri", "BootstrapActions"));
}

TEST(Drift, ASecondGroupOfARoleIsReported) {
  Json have = body();
  have["Instances"]["InstanceGroups"].push_back(have["Instances"]["InstanceGroups"][1]);
  EXPECT_THAT(paths(body(), have), UnorderedElementsAre("Instances.InstanceGroups[CORE]"));
}

TEST(Drift, SpotIsNotOnDemand) {
  Json want = body();
  want["Instances"]["InstanceGroups"][1].erase("Market");
  want["Instances"]["InstanceGroups"][1].erase("BidPrice");
  EXPECT_THAT(paths(want, body()), UnorderedElementsAre("Instances.InstanceGroups[CORE].Market",
                                                        "Instances.InstanceGroups[CORE].BidPrice"));
}

TEST(Drift, VolumesPerInstanceAreAsManyVolumes) {
  Json want = body(), have = body();
  const Json volume = Json::parse(R"({"VolumeSpecification":{"VolumeType":"gp3","SizeInGB":64}})");
  Json two = volume;
  two["VolumesPerInstance"] = 2;
  want["Instances"]["InstanceGroups"][0]["EbsConfiguration"]["EbsBlockDeviceConfigs"] = {two};
  have["Instances"]["InstanceGroups"][0]["EbsConfiguration"]["EbsBlockDeviceConfigs"] = {volume, volume};
  EXPECT_THAT(paths(want, have), IsEmpty());
  have["Instances"]["InstanceGroups"][0]["EbsConfiguration"]["EbsBlockDeviceConfigs"].erase(1);
  EXPECT_EQ(paths(want, have).size(), 1u);
}

TEST(Drift, TellsWhatChangesInPlace) {
  EXPECT_TRUE(changes_in_place({{"Instances.InstanceGroups[CORE].InstanceCount", "3", "2"}}));
  EXPECT_TRUE(changes_in_place({{"Tags[team].Value", "\"a\"", "\"b\""}}));
  EXPECT_FALSE(changes_in_place(
      {{"Instances.InstanceGroups[CORE].InstanceCount", "3", "2"}, {"ReleaseLabel", "\"a\"", "\"b\""}}));
}

TEST(Drift, ReadsAsADiffAndAsJson) {
  const std::vector<Difference> found{{"LogUri", "\"s3://a\"", ""}, {"X", "2", "1"}};
  EXPECT_EQ(to_text(found),
            "LogUri\n  + \"s3://a\"    (the file)\nX\n  - 1    (the cluster)\n  + 2    (the file)\n");
  EXPECT_EQ(to_json(found).dump(),
            R"([{"path":"LogUri","want":"s3://a","have":null},{"path":"X","want":2,"have":1}])");
}

}  // namespace
}  // namespace sluice::emr
