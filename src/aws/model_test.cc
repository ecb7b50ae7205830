#include "aws/model.h"

#include <gtest/gtest.h>

#include <set>

#include "aws/partition.h"

namespace sluice::aws {
namespace {

void collect(const ModelJson& value, std::set<std::string>& names) {
  if (value.is_object() && value.contains("shape") && value["shape"].is_string())
    names.insert(value["shape"]);
  if (value.is_structured())
    for (const ModelJson& part : value) collect(part, names);
}

TEST(Model, EveryServiceHasItsOperationsAndAllShapesTheyReach) {
  ASSERT_EQ(service_names().size(), 11u);
  for (const std::string& service : service_names()) {
    auto model = service_model(service);
    ASSERT_TRUE(model) << service;
    std::set<std::string> names;
    collect((*model)->json().at("operations"), names);
    collect((*model)->json().at("shapes"), names);
    for (const std::string& name : names)
      EXPECT_TRUE((*model)->json().at("shapes").contains(name)) << service << name;
    EXPECT_FALSE((*model)->json().at("operations").empty()) << service;
  }
}

TEST(Model, HasWhatTheOverlayAdds) {
  const ServiceModel& emr = **service_model("emr");
  EXPECT_NE(emr.operation("ListSupportedInstanceTypes"), nullptr);
  EXPECT_TRUE(emr.json().at("pagination").contains("ListSupportedInstanceTypes"));
  EXPECT_TRUE(emr.shape("RunJobFlowInput").at("members").contains("EbsRootVolumeIops"));
  EXPECT_TRUE(emr.shape("RunJobFlowInput").at("members").contains("Name"));
  EXPECT_TRUE((**service_model("rds"))
                  .shape("CreateDBInstanceMessage")
                  .at("members")
                  .contains("ManageMasterUserPassword"));
  EXPECT_NE((**service_model("rds")).operation("DescribeDBMajorEngineVersions"), nullptr);
  EXPECT_TRUE(
      (**service_model("ec2")).shape("CreateRouteTableRequest").at("members").contains("ClientToken"));
  EXPECT_TRUE((**service_model("s3")).shape("PutObjectRequest").at("members").contains("IfNoneMatch"));
  EXPECT_TRUE((**service_model("iam")).json().at("waiters").contains("InstanceProfileExists"));
}

TEST(Model, IsParsedOnceAndRefusesOtherNames) {
  EXPECT_EQ(*service_model("sts"), *service_model("sts"));
  EXPECT_EQ(service_model("partitions").error().kind, ErrorKind::kInternal);
  EXPECT_EQ(service_model("sqs").error().kind, ErrorKind::kInternal);
  EXPECT_EQ((**service_model("sts")).operation("Nothing"), nullptr);
}

TEST(Partition, ByPatternAndByName) {
  EXPECT_EQ(partition_of("eu-west-3").name, "aws");
  EXPECT_EQ(partition_of("eu-west-3").dns_suffix, "amazonaws.com");
  EXPECT_EQ(partition_of("cn-north-1").name, "aws-cn");
  EXPECT_EQ(partition_of("cn-north-9").dns_suffix, "amazonaws.com.cn");
  EXPECT_EQ(partition_of("us-gov-west-1").name, "aws-us-gov");
  EXPECT_EQ(partition_of("mars-1").name, "aws");
}

}  // namespace
}  // namespace sluice::aws
