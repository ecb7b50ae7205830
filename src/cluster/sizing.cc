#include "cluster/sizing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"

namespace sluice::cluster {
namespace {

struct Family {
  const char* name;
  double gib_per_vcpu;
  bool previous = false;
};
// EMR sees a little less than the nominal memory of the newer families.
constexpr double kNewer = 61.0 / 64.0;
constexpr std::array kFamilies = {
    Family{"m3", 3.75, true},  Family{"m4", 4, true},     Family{"m5", 4},
    Family{"m5a", 4},          Family{"m5d", 4},          Family{"m5n", 4},
    Family{"m6g", 4 * kNewer}, Family{"m6i", 4 * kNewer}, Family{"m6a", 4 * kNewer},
    Family{"m7g", 4 * kNewer}, Family{"m7i", 4 * kNewer}, Family{"r3", 7.625, true},
    Family{"r4", 7.625, true}, Family{"r5", 8},           Family{"r5a", 8},
    Family{"r5d", 8},          Family{"r6g", 8 * kNewer}, Family{"r6i", 8 * kNewer},
    Family{"r7g", 8 * kNewer}, Family{"c3", 1.875, true}, Family{"c4", 1.875, true},
    Family{"c5", 2},           Family{"c5d", 2},          Family{"c6g", 1.875},
    Family{"c6i", 1.875},      Family{"c7g", 1.875},      Family{"i3", 7.625},
    Family{"i3en", 8},         Family{"z1d", 8},
};
// Those that are not of one rule with their family, or of a family without one.
const std::map<std::string, InstanceFacts>& odd_ones() {
  static const std::map<std::string, InstanceFacts> table = {
      {"m1.small", {1, 1.7, true}},      {"m1.medium", {1, 3.75, true}},   {"m1.large", {2, 7.5, true}},
      {"m1.xlarge", {4, 15, true}},      {"m2.xlarge", {2, 17.1, true}},   {"m2.2xlarge", {4, 34.2, true}},
      {"m2.4xlarge", {8, 68.4, true}},   {"m3.medium", {1, 3.75, true}},   {"c4.8xlarge", {36, 60, true}},
      {"m4.16xlarge", {64, 256, true}},  {"m4.10xlarge", {40, 160, true}}, {"i3en.3xlarge", {12, 96, false}},
      {"i3en.6xlarge", {24, 192, false}}};
  return table;
}
std::optional<int> vcpus_of_size(const std::string& size) {
  if (size == "large") return 2;
  if (size == "xlarge") return 4;
  if (!size.ends_with("xlarge")) return std::nullopt;
  const auto times = base::parse_int(size.substr(0, size.size() - 6));
  if (!times || *times < 2 || *times > 48) return std::nullopt;
  return static_cast<int>(*times * 4);
}
int round_to_int(double value) {
  return static_cast<int>(std::lround(value));
}

}  // namespace

std::optional<InstanceFacts> instance_facts(const std::string& type) {
  if (auto odd = odd_ones().find(type); odd != odd_ones().end()) return odd->second;
  const size_t dot = type.find('.');
  if (dot == std::string::npos) return std::nullopt;
  const auto family = std::ranges::find(kFamilies, type.substr(0, dot), &Family::name);
  const auto vcpus = vcpus_of_size(type.substr(dot + 1));
  if (family == kFamilies.end() || !vcpus) return std::nullopt;
  return InstanceFacts{*vcpus, *vcpus * family->gib_per_vcpu, family->previous};
}

std::string replacement_of(const std::string& type) {
  static const std::map<std::string, std::string> named = {
      {"m1.small", "m5.xlarge"},    {"m1.medium", "m5.xlarge"},    {"m1.large", "m5.xlarge"},
      {"m1.xlarge", "m5.xlarge"},   {"m3.medium", "m5.xlarge"},    {"m3.large", "m5.xlarge"},
      {"m4.large", "m5.xlarge"},    {"m2.xlarge", "r5.xlarge"},    {"m2.2xlarge", "r5.xlarge"},
      {"m2.4xlarge", "r5.2xlarge"}, {"m4.10xlarge", "m5.12xlarge"}};
  if (auto found = named.find(type); found != named.end()) return found->second;
  const auto facts = instance_facts(type);
  if (!facts || !facts->previous_generation) return {};
  std::string current = type;
  current[1] = '5';
  if (current == "c5.8xlarge") return "c5.9xlarge";
  return current;
}

std::optional<NodeMemory> node_memory(const std::string& type) {
  if (type == "m1.medium") return NodeMemory{2048, 256, 768, 512, 1024, 768, 1024};
  const auto facts = instance_facts(type);
  if (!facts || type.starts_with("m1.") || type.starts_with("m2.")) return std::nullopt;
  const int vcores = facts->vcpus * (type.starts_with("m3.") || type.starts_with("m4.") ? 2 : 1);
  const double memory = facts->memory_gib * 1024;
  NodeMemory out;
  out.node = round_to_int(memory - std::clamp(memory / 4, 2048.0, 8192.0));
  if (out.node < 512) return std::nullopt;
  out.map = round_to_int(static_cast<double>(out.node) / vcores);
  out.map_heap = round_to_int(0.8 * out.map);
  out.reduce = out.application_master = 2 * out.map;
  out.reduce_heap = 2 * out.map_heap;
  return out;
}

}  // namespace sluice::cluster
