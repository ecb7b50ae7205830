// The part of AWS that a region belongs to (aws, aws-cn, aws-us-gov, …): its name in ARNs, its domain.
#pragma once

#include <string>

namespace sluice::aws {

struct Partition {
  std::string name;           // "aws"
  std::string dns_suffix;     // "amazonaws.com"
  std::string global_region;  // that services without regions are signed for: "us-east-1"
};
// By the region patterns of botocore's partitions.json and our overlay, embedded at build time; "aws" for
// what none fits.
Partition partition_of(const std::string& region);

}  // namespace sluice::aws
