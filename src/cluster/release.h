// EMR release labels: "emr-5.36.0". Pure.
#pragma once

#include <compare>
#include <optional>
#include <string>

namespace sluice::cluster {

struct Release {
  int major = 0, minor = 0, patch = 0;
  auto operator<=>(const Release&) const = default;
};
std::optional<Release> parse_release(const std::string& label);

}  // namespace sluice::cluster
