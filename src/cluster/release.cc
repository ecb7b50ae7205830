#include "cluster/release.h"

#include <regex>

namespace sluice::cluster {

std::optional<Release> parse_release(const std::string& label) {
  static const std::regex kLabel(R"(emr-([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})(-latest)?)");
  std::smatch parts;
  if (!std::regex_match(label, parts, kLabel)) return std::nullopt;
  return Release{std::stoi(parts[1]), std::stoi(parts[2]), std::stoi(parts[3])};
}

}  // namespace sluice::cluster
