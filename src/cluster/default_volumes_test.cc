#include "cluster/default_volumes.h"

#include <gtest/gtest.h>

namespace sluice::cluster {
namespace {

std::string told(const std::string& type, const std::string& release = "emr-5.36.0") {
  const Json json = default_volumes(type, release);
  if (json.is_null()) return "none";
  const Json& device = json["EbsBlockDeviceConfigs"][0];
  return device["VolumesPerInstance"].dump() + "x" + device["VolumeSpecification"]["SizeInGB"].dump();
}

TEST(DefaultVolumes, GrowWithTheInstance) {
  EXPECT_EQ(told("m5.large"), "1x32");
  EXPECT_EQ(told("m5.xlarge"), "2x32");
  EXPECT_EQ(told("r6g.2xlarge"), "4x32");
  EXPECT_EQ(told("m5.4xlarge"), "4x64");
  EXPECT_EQ(told("m5.8xlarge"), "4x128");
  EXPECT_EQ(told("m5.24xlarge"), "4x384");
}
TEST(DefaultVolumes, AreOneOnOldReleases) {
  EXPECT_EQ(told("m4.4xlarge", "emr-5.21.0"), "1x32");
}
TEST(DefaultVolumes, AreNotAddedBesideOwnDisks) {
  for (const char* type :
       {"m3.xlarge", "m5d.xlarge", "r5dn.2xlarge", "m6gd.xlarge", "i3.xlarge", "c5ad.4xlarge"})
    EXPECT_EQ(told(type), "none") << type;
}

}  // namespace
}  // namespace sluice::cluster
