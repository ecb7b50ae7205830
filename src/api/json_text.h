// JSON as the API sends it (spec data-api.md section 1.8): compact, UTF-8 as is, U+2028 and U+2029 escaped,
// bytes that are no UTF-8 replaced by U+FFFD.
#pragma once

#include <string>

#include "api/json.h"

namespace sluice::api {
std::string json_text(const Json& value);
}
