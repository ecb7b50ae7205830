#include "cluster/advice.h"

#include <gtest/gtest.h>

#include "cluster/memory_settings.h"

namespace sluice::cluster {
namespace {

// The file's group of two core nodes with those properties of mapred-site.
ClusterFile file_of(const std::string& type, const Json& properties) {
  ClusterFile out;
  auto group = [&](const char* role, int count) {
    return Json{{"Name", role}, {"InstanceRole", role}, {"InstanceType", type}, {"InstanceCount", count}};
  };
  out.body["Instances"]["InstanceGroups"] = Json::array({group("MASTER", 1), group("CORE", 2)});
  out.body["Configurations"] =
      Json::array({Json{{"Classification", "mapred-site"}, {"Properties", properties}}});
  return out;
}
std::vector<std::string> codes(const ClusterFile& file) {
  std::vector<std::string> out;
  const Diagnostics findings = advise_findings(file);
  for (const base::Diagnostic& one : findings.all()) out.push_back(one.code);
  return out;
}
using Codes = std::vector<std::string>;

TEST(Advice, MemorySettings) {
  EXPECT_EQ(codes(file_of("m5.xlarge", Json::object())), Codes{});
  EXPECT_EQ(codes(file_of("m5.xlarge",
                          {{"mapreduce.map.memory.mb", "3072"}, {"mapreduce.map.java.opts", "-Xmx2458m"}})),
            Codes{});
  EXPECT_EQ(codes(file_of("m5.xlarge",
                          {{"mapreduce.map.memory.mb", "3072"}, {"mapreduce.map.java.opts", "-Xmx3072m"}})),
            Codes{"E400"});
  EXPECT_EQ(codes(file_of("m5.xlarge",
                          {{"mapreduce.map.memory.mb", "12289"}, {"mapreduce.map.java.opts", "-Xmx1g"}})),
            Codes{"E401"});
  EXPECT_EQ(codes(file_of("m5.xlarge", {{"yarn.app.mapreduce.am.resource.mb", "12289"}})), Codes{"E401"});
  EXPECT_EQ(codes(file_of("m5.xlarge", {{"mapreduce.map.memory.mb", "3072"}})), Codes{"W400"});
  EXPECT_EQ(codes(file_of("m5.xlarge", {{"mapreduce.map.java.opts", "-Xmx1g"}})), Codes{"W400"});
  EXPECT_EQ(codes(file_of("m5.xlarge",
                          {{"mapreduce.reduce.memory.mb", "3g"}, {"mapreduce.reduce.java.opts", "-Xmx1g"}})),
            Codes{"E402"});
  EXPECT_EQ(codes(file_of("m5.xlarge",
                          {{"mapreduce.map.memory.mb", "1000"}, {"mapreduce.map.java.opts", "-Xmx901m"}})),
            Codes{"W401"});
}

TEST(Advice, ALimitBelowTheDefaults) {
  ClusterFile file = file_of("m5.xlarge", Json::object());
  file.body["Configurations"] = Json::array({Json{
      {"Classification", "yarn-site"}, {"Properties", {{"yarn.scheduler.maximum-allocation-mb", "4096"}}}}});
  EXPECT_EQ(codes(file), (Codes{"E401", "E401"}));  // reduce and the job's master
  Json& group = file.body["Instances"]["InstanceGroups"][1];
  group["Configurations"] = file.body["Configurations"];
  file.body["Configurations"] = Json::array(
      {Json{{"Classification", "mapred-site"},
            {"Properties",
             {{"mapreduce.reduce.memory.mb", "4096"}, {"yarn.app.mapreduce.am.resource.mb", "4096"}}}}});
  EXPECT_EQ(codes(file), Codes{"W400"});
}

TEST(Advice, HBaseTakesHalfOfANode) {
  ClusterFile file = file_of("m5.xlarge", {{"mapreduce.map.memory.mb", "8192"}});
  EXPECT_EQ(codes(file), Codes{"W400"});
  file.body["Applications"] = Json::array({Json{{"Name", "hbase"}}});
  EXPECT_EQ(codes(file), (Codes{"E401", "W400"}));
  EXPECT_EQ(advise(file).groups[1].memory->node, 6144);
}

TEST(Advice, SpotAndSmallMasters) {
  ClusterFile file = file_of("c6g.xlarge", Json::object());
  EXPECT_EQ(codes(file), Codes{"W404"});
  file = file_of("m5.xlarge", Json::object());
  file.body["Instances"]["InstanceGroups"][1].update(Json{{"Market", "SPOT"}, {"BidPrice", "0.8"}});
  EXPECT_EQ(codes(file), Codes{"W406"});
  auto type = [](const char* name, int percent) {
    return Json{{"InstanceType", name}, {"BidPriceAsPercentageOfOnDemandPrice", percent}};
  };
  file.body["Instances"] =
      Json{{"InstanceFleets",
            Json::array({Json{
                {"Name", "task"},
                {"InstanceFleetType", "TASK"},
                {"TargetSpotCapacity", 2},
                {"InstanceTypeConfigs", Json::array({type("m5.xlarge", 100), type("r5.xlarge", 25)})}}})}};
  EXPECT_EQ(codes(file), (Codes{"W407", "W408"}));
}

TEST(Advice, TheGuidesSettingsOnM3) {
  const Advice advice = advise(file_of("m3.2xlarge", {{"mapreduce.map.memory.mb", "3072"},
                                                      {"mapreduce.map.java.opts", "-Xmx2458m"},
                                                      {"mapreduce.reduce.memory.mb", "6144"},
                                                      {"mapreduce.reduce.java.opts", "-Xmx4916m"}}));
  ASSERT_EQ(advice.groups.size(), 2u);
  EXPECT_EQ(advice.groups[1].maps_per_node, 7);
  EXPECT_EQ(advice.groups[1].reduces_per_node, 3);
  EXPECT_EQ(advice.groups[1].wasted_by_maps, 23040 - 7 * 3072);
  EXPECT_EQ(advice.reducers, 5);  // 6 × 0.95
}

TEST(Advice, HeapsInEveryUnit) {
  EXPECT_EQ(heap_megabytes("-Xmx2458m"), 2458);
  EXPECT_EQ(heap_megabytes("-server -Xmx2g -Xss1m"), 2048);
  EXPECT_EQ(heap_megabytes("-Xmx1048576k"), 1024);
  EXPECT_EQ(heap_megabytes("-Xmx1g -Xmx512M"), 512);
  EXPECT_FALSE(heap_megabytes("-Xms1g"));
}

}  // namespace
}  // namespace sluice::cluster
