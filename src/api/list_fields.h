// `fields` and `exclude` of list endpoints (spec data-api.md section 5).
#pragma once

#include <string>
#include <vector>

#include "api/json.h"
#include "api/parameters.h"

namespace sluice::api {

// Keep only the fields that are asked for, drop the excluded ones (which wins); unknown names are ignored.
void choose_fields(Json& object, const Parameters& parameters);
// Drop the named keys of an object.
void drop_fields(Json& object, const std::vector<std::string>& names);

}  // namespace sluice::api
