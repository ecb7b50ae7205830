#include "aws/partition.h"

#include <nlohmann/json.hpp>
#include <regex>
#include <vector>

#include "aws/embedded_models.h"

namespace sluice::aws {
namespace {

struct Pattern {
  std::regex regions;
  Partition partition;
};

std::vector<Pattern> read_patterns() {
  std::vector<Pattern> out;
  for (const auto& [name, text] : embedded_models()) {
    if (name != "partitions") continue;
    const auto all = nlohmann::json::parse(text);
    for (const auto& each : all.at("partitions"))
      out.push_back({std::regex(each.at("regionRegex").get<std::string>()),
                     {each.at("id"), each.at("outputs").at("dnsSuffix"),
                      each.at("outputs").at("implicitGlobalRegion")}});
  }
  return out;
}

}  // namespace

Partition partition_of(const std::string& region) {
  static const std::vector<Pattern> kPatterns = read_patterns();
  for (const Pattern& each : kPatterns)
    if (std::regex_match(region, each.regions)) return each.partition;
  return {"aws", "amazonaws.com", "us-east-1"};
}

}  // namespace sluice::aws
