// Cells of the store as JSON values and numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/json.h"

namespace sluice::api {

using StoredCell = std::optional<std::string>;

inline Json text_or_null(const StoredCell& cell) {
  return cell ? Json(*cell) : Json();
}
Json integer_or_null(const StoredCell& cell);
// For sums: NULL counts as 0.
int64_t count_of(const StoredCell& cell);
// A stored time in the form DT; null stays null.
Json dt_or_null(const StoredCell& cell);
// The larger of two stored times or dates; NULL is the smallest.
const StoredCell& later(const StoredCell& a, const StoredCell& b);

}  // namespace sluice::api
