// EBS volumes of groups and fleets: spec cluster-file.md section 3.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

std::string volume_type(Strict& strict, const YamlNode* node, const std::string& path) {
  static const std::vector<std::string> kTypes{"gp2", "gp3", "io1", "st1", "sc1", "standard"};
  if (!node) return "gp2";
  const auto text = strict.reader.text(*node, path);
  if (!text) return "gp2";
  if (std::ranges::find(kTypes, *text) == kTypes.end())
    strict.reader.error("E104", path, node->mark, fmt::format("\"{}\" is not a type of volume", *text),
                        "known here: " + base::join(kTypes, ", "));
  return *text;
}

// A whole number of at least `least`; nothing if it is not given or wrong.
std::optional<int64_t> amount(Strict& strict, const YamlNode& map, const std::string& path, const char* key,
                              int64_t least) {
  const YamlNode* node = given(map, key);
  if (!node) return std::nullopt;
  const auto value = strict.reader.integer(*node, below(path, key));
  if (value && *value < least)
    strict.reader.error("E104", below(path, key), node->mark, fmt::format("must be at least {}", least));
  return value;
}

}  // namespace

Json ebs_of(Strict& strict, const YamlNode& map, const std::string& path) {
  if (std::ranges::none_of(kEbsKeys, [&](const std::string& key) { return given(map, key) != nullptr; }))
    return nullptr;
  const YamlNode* type_node = given(map, "volume_type");
  const std::string type = volume_type(strict, type_node, below(path, "volume_type"));
  Json volume{{"VolumeType", type}, {"SizeInGB", amount(strict, map, path, "volume_size", 1).value_or(32)}};
  const auto iops = amount(strict, map, path, "iops", 1);
  if (iops) volume["Iops"] = *iops;
  if (type == "io1" && !given(map, "iops"))
    strict.reader.error("E144", below(path, "volume_type"), type_node->mark, "io1 needs iops", "iops: 1000");
  const auto throughput = amount(strict, map, path, "throughput", 1);
  if (throughput) volume["Throughput"] = *throughput;
  if (throughput && type != "gp3")
    strict.reader.error("E104", below(path, "throughput"), given(map, "throughput")->mark,
                        "only gp3 has a throughput", "volume_type: gp3");
  Json device{{"VolumeSpecification", std::move(volume)}};
  if (auto number = amount(strict, map, path, "volumes_per_instance", 1)) {
    device["VolumesPerInstance"] = *number;
    if (*number > 25)
      strict.reader.error("E104", below(path, "volumes_per_instance"),
                          given(map, "volumes_per_instance")->mark, "an instance takes at most 25 volumes");
  }
  return {{"EbsBlockDeviceConfigs", Json::array({std::move(device)})}, {"EbsOptimized", true}};
}

}  // namespace sluice::cluster
