// What instances cost now: the price list and the spot market (spec operations.md section 6.3).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/api.h"

namespace sluice::emr {

// The USD price of entries of GetProducts (each a JSON text), nothing if none of them has one above 0 or if
// they differ. Pure.
std::optional<double> price_of_entries(const std::vector<aws::Json>& entries);
// USD per instance and hour; an error if Pricing cannot be asked, nothing if it does not know.
Result<std::optional<double>> on_demand_price(aws::Api& api, const std::string& type);
Result<std::optional<double>> emr_uplift(aws::Api& api, const std::string& type);
// USD per GiB and hour (a month has 730).
Result<std::optional<double>> volume_price(aws::Api& api, const std::string& volume_type);

struct SpotPrices {
  std::optional<double> now, most;  // `most`: in the last 7 days
};
// Of entries of DescribeSpotPriceHistory: the latest of the cheapest zone, and the most of that zone. Pure.
SpotPrices spot_of_series(const std::vector<aws::Json>& series);
// `zone`: empty for any.
Result<SpotPrices> spot_prices(aws::Api& api, const std::string& type, const std::string& zone);

}  // namespace sluice::emr
