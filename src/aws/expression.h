// The part of JMESPath that botocore's paginators and waiters use: "A.B", "A[].B", "A[-1].B", "x || y",
// "length(x) > `0`" (also ==). Pure.
#pragma once

#include <string>

#include "aws/api.h"

namespace sluice::aws {

// Null where nothing is found; "[]" flattens and drops nulls, as JMESPath does.
Json search(const std::string& expression, const Json& value);

}  // namespace sluice::aws
