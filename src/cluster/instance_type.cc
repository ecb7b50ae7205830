#include "cluster/instance_type.h"

#include <map>

namespace sluice::cluster {

std::optional<std::string> successor(const std::string& type) {
  static const std::map<std::string, std::string> kFamilies{
      {"m1", "m5"}, {"m2", "r5"}, {"m3", "m5"},  {"m4", "m5"}, {"r3", "r5"}, {"r4", "r5"},  {"c1", "c5"},
      {"c3", "c5"}, {"c4", "c5"}, {"cc2", "c5"}, {"i2", "i3"}, {"d2", "d3"}, {"g2", "g4dn"}};
  // Sizes that the new families do not have, or that are too small to be of use.
  static const std::map<std::string, std::string> kSizes{
      {"m5.small", "m5.xlarge"},      {"m5.medium", "m5.xlarge"}, {"m5.large", "m5.xlarge"},
      {"m5.10xlarge", "m5.12xlarge"}, {"c5.medium", "c5.xlarge"}, {"c5.large", "c5.xlarge"},
      {"c5.8xlarge", "c5.9xlarge"}};
  const size_t dot = type.find('.');
  const auto family = kFamilies.find(type.substr(0, dot));
  if (dot == std::string::npos || family == kFamilies.end()) return std::nullopt;
  const std::string same_size = family->second + type.substr(dot);
  const auto size = kSizes.find(same_size);
  return size == kSizes.end() ? same_size : size->second;
}

}  // namespace sluice::cluster
