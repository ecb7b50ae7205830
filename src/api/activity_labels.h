// Kinds of weekly activity: ACTIVE in the store is `any` in answers, the others are lower-cased (spec
// data-api.md 3.7, 3.8).
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/text.h"

namespace sluice::api {

// In the order of answers.
inline const std::array<std::string, 4> kShownLabels = {"any", "attempted_problem", "played_video",
                                                        "posted_forum"};

inline std::string shown_label(std::string_view stored) {
  const std::string lower = base::to_lower_ascii(stored);
  return lower == "active" ? "any" : lower;
}

inline bool is_shown_label(const std::string& label) {
  return std::ranges::find(kShownLabels, label) != kShownLabels.end();
}

}  // namespace sluice::api
