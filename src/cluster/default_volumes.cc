#include "cluster/default_volumes.h"

#include <algorithm>
#include <regex>
#include <set>

#include "cluster/release.h"

namespace sluice::cluster {
namespace {

bool has_own_disks(const std::string& family) {
  static const std::set<std::string> kWithDisks{"m1", "m2", "m3",   "c1",  "c3",  "cc2", "r3",
                                                "i2", "i3", "i3en", "i4i", "d2",  "d3",  "d3en",
                                                "h1", "g2", "x1",   "z1d", "cr1", "hs1"};
  // m5d, r6gd, c5ad, m5dn
  static const std::regex kDisk("[a-z][0-9]+(?:g|a|i)?d(?:n)?");
  return kWithDisks.contains(family) || std::regex_match(family, kDisk);
}

// "2xlarge" is 2, "xlarge" 1, "large" and smaller 0.
int multiple_of_xlarge(const std::string& size) {
  static const std::regex kSize("([0-9]*)xlarge");
  std::smatch parts;
  if (!std::regex_match(size, parts, kSize)) return 0;
  return parts[1].length() ? std::stoi(parts[1]) : 1;
}

Json volumes(int number, int gib) {
  return {{"EbsBlockDeviceConfigs",
           Json::array({{{"VolumeSpecification", {{"VolumeType", "gp2"}, {"SizeInGB", gib}}},
                         {"VolumesPerInstance", number}}})}};
}

}  // namespace

Json default_volumes(const std::string& type, const std::string& release_label) {
  const size_t dot = type.find('.');
  if (dot == std::string::npos || has_own_disks(type.substr(0, dot))) return nullptr;
  const int size = multiple_of_xlarge(type.substr(dot + 1));
  const auto release = parse_release(release_label);
  if (release && *release < Release{5, 22, 0}) return volumes(1, 32);
  if (size <= 1) return volumes(size == 1 ? 2 : 1, 32);
  return volumes(4, std::max(32, 16 * size));
}

}  // namespace sluice::cluster
