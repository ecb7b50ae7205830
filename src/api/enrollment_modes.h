// Enrollment modes as answers show them (spec data-api.md sections 3.2 and 5.1).
#pragma once

#include <array>
#include <string>

namespace sluice::api {

// Always present, in this order.
inline const std::array<std::string, 6> kShownModes = {"audit",        "credit",   "honor",
                                                       "professional", "verified", "masters"};

// The mode under which a stored one is added up.
inline std::string shown_mode(const std::string& stored) {
  return stored == "no-id-professional" ? "professional" : stored;
}

}  // namespace sluice::api
