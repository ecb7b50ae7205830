// What EMR's words for a launch that could not be, or for a cluster that was lost, mean. Pure.
#pragma once

#include <optional>
#include <string>

namespace sluice::emr {

struct KnownCause {
  std::string code, cause, fix;  // as in Explanation
};
// `reason`: "CODE: message" of StateChangeReason. Nothing if the words are not known.
std::optional<KnownCause> cause_of_reason(const std::string& reason);

}  // namespace sluice::emr
