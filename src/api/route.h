// From a decoded path to an endpoint (spec data-api.md sections 1.1, 1.3, 1.4 and 2). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/endpoint.h"

namespace sluice::api {

struct Route {
  const Endpoint* endpoint = nullptr;
  std::string course_id;
  std::string object_id;
};

// Nothing for an unknown path. A course id is any three parts; problem and video ids are taken as they are.
std::optional<Route> find_route(std::string_view path);

}  // namespace sluice::api
