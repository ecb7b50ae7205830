// The explicit list of endpoints.
#pragma once

#include <string_view>
#include <vector>

#include "api/endpoint.h"

namespace sluice::api {

// Lives as long as the process.
const std::vector<Endpoint>& all_endpoints();
// Null if there is none.
const Endpoint* find_endpoint(Place place, std::string_view path);

}  // namespace sluice::api
