// What tools/reduce_models.py made at build time (embedded_models.S and embedded_models.cc in the build
// folder).
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace sluice::aws {

// Service name and its JSON; "partitions" besides.
const std::vector<std::pair<std::string_view, std::string_view>>& embedded_models();

}  // namespace sluice::aws
