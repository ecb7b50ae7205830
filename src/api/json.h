// The JSON value of answers: keys keep the order in which an endpoint sets them.
#pragma once

#include <nlohmann/json.hpp>

namespace sluice::api {
using Json = nlohmann::ordered_json;
}
