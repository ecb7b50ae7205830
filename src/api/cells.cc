#include "api/cells.h"

#include "api/date_time.h"
#include "base/text.h"

namespace sluice::api {

Json integer_or_null(const StoredCell& cell) {
  const auto number = cell ? base::parse_int(*cell) : std::nullopt;
  return number ? Json(*number) : Json();
}

int64_t count_of(const StoredCell& cell) {
  return cell ? base::parse_int(*cell).value_or(0) : 0;
}

Json dt_or_null(const StoredCell& cell) {
  return cell ? Json(dt_text(*cell)) : Json();
}

// Times of one format, so bytes order them.
const StoredCell& later(const StoredCell& a, const StoredCell& b) {
  return a < b ? b : a;
}

}  // namespace sluice::api
