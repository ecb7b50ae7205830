// Dates and times as the API reads and writes them (spec data-api.md section 1.9); all are UTC.
//
//   DATE = YYYY-M-D                 month and day with or without a leading zero
//   DT   = YYYY-M-DTHMS             one or two digits each, longest first, as strptime reads them
//   ISO  = YYYY-MM-DDTHH:MM:SS[.ffffff]Z     written only
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace sluice::api {

// A request parameter: DT, else DATE (midnight); nothing for anything else or a day or time that does not
// exist.
std::optional<base::Micros> parse_date_parameter(std::string_view text);
// DATE alone.
std::optional<base::Day> parse_date(std::string_view text);

// Times as the store's server prints them, "2014-12-10 19:31:46" with or without a fraction.
std::string dt_text(std::string_view stored);   // "2014-12-10T193146"
std::string iso_text(std::string_view stored);  // "2014-12-10T19:31:46Z"; a fraction of zero is left out

// start_date (inclusive) and end_date (exclusive) of a request.
struct DateRange {
  std::optional<base::Micros> start;
  std::optional<base::Micros> end;
  bool given() const { return start || end; }
};

}  // namespace sluice::api
