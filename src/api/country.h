// Countries by code (spec data-api.md section 3.6 and appendix A).
#pragma once

#include <string_view>

namespace sluice::api {

struct Country {
  std::string_view alpha2, alpha3, numeric, name;
};

// By its two-letter, three-letter or numeric code in any letter case; null for every other text (the unknown
// country).
const Country* find_country(std::string_view code);

// The table as text: `alpha2|alpha3|numeric|name` lines.
extern const std::string_view kCountryTable;

}  // namespace sluice::api
