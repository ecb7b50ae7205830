#include "emr/market.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "aws/pages.h"
#include "base/time.h"

namespace sluice::emr {
namespace {

using aws::Json;

constexpr double kHoursOfMonth = 730;

std::optional<double> number(const Json& text) {
  if (text.is_number()) return text.get<double>();
  if (!text.is_string()) return std::nullopt;
  try {
    return std::stod(text.get<std::string>());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

// The one price of an entry's OnDemand term.
std::optional<double> price_of_entry(const Json& entry) {
  const Json item = entry.is_string() ? Json::parse(entry.get<std::string>(), nullptr, false) : entry;
  if (!item.is_object()) return std::nullopt;
  const Json terms = item.value("/terms/OnDemand"_json_pointer, Json::object());
  for (const Json& term : terms)
    for (const Json& dimension : term.value("priceDimensions", Json::object()))
      if (const Json per_unit = dimension.value("pricePerUnit", Json::object()); per_unit.contains("USD"))
        if (const auto usd = number(per_unit["USD"]); usd && *usd > 0) return usd;
  return std::nullopt;
}

using Wanted = std::vector<std::pair<const char*, std::string>>;

Result<std::optional<double>> ask(aws::Api& api, const char* service, const Wanted& wanted) {
  Json filters = Json::array();
  for (const auto& [field, value] : wanted)
    filters.push_back({{"Type", "TERM_MATCH"}, {"Field", field}, {"Value", value}});
  aws::CallOptions options;
  options.region = "us-east-1";  // the price list has few endpoints
  SLUICE_TRY(const std::vector<Json> entries,
             aws::list_all(api, "pricing", "GetProducts", {{"ServiceCode", service}, {"Filters", filters}},
                           options));
  return price_of_entries(entries);
}

}  // namespace

std::optional<double> price_of_entries(const std::vector<Json>& entries) {
  std::optional<double> price;
  for (const Json& entry : entries) {
    const auto one = price_of_entry(entry);
    if (!one) continue;
    if (price && *price != *one) return std::nullopt;
    price = one;
  }
  return price;
}

Result<std::optional<double>> on_demand_price(aws::Api& api, const std::string& type) {
  return ask(api, "AmazonEC2",
             {{"instanceType", type},
              {"regionCode", api.region()},
              {"operatingSystem", "Linux"},
              {"tenancy", "Shared"},
              {"preInstalledSw", "NA"},
              {"capacitystatus", "Used"},
              {"operation", "RunInstances"}});
}

Result<std::optional<double>> emr_uplift(aws::Api& api, const std::string& type) {
  return ask(api, "ElasticMapReduce",
             {{"instanceType", type},
              {"regionCode", api.region()},
              {"productFamily", "Elastic Map Reduce Instance"},
              {"softwareType", "EMR"}});
}

Result<std::optional<double>> volume_price(aws::Api& api, const std::string& volume_type) {
  SLUICE_TRY(
      const std::optional<double> month,
      ask(api, "AmazonEC2",
          {{"volumeApiName", volume_type}, {"regionCode", api.region()}, {"productFamily", "Storage"}}));
  if (!month) return std::optional<double>();
  return std::optional<double>(*month / kHoursOfMonth);
}

SpotPrices spot_of_series(const std::vector<Json>& series) {
  struct Zone {
    double when = -1, now = 0, most = 0;
  };
  std::map<std::string, Zone> zones;
  for (const Json& entry : series) {
    const auto price = number(entry.value("SpotPrice", Json()));
    if (!price) continue;
    Zone& zone = zones[entry.value("AvailabilityZone", "")];
    const double when = number(entry.value("Timestamp", Json(0))).value_or(0);
    if (when > zone.when) zone.when = when, zone.now = *price;
    zone.most = std::max(zone.most, *price);
  }
  SpotPrices out;
  for (const auto& [name, zone] : zones)
    if (!out.now || zone.now < *out.now) out = {zone.now, zone.most};
  return out;
}

Result<SpotPrices> spot_prices(aws::Api& api, const std::string& type, const std::string& zone) {
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(base::system_clock().now());
  Json input = {{"InstanceTypes", {type}},
                {"ProductDescriptions", {"Linux/UNIX"}},
                {"StartTime", now.time_since_epoch().count() - 7 * 86400}};
  if (!zone.empty()) input["AvailabilityZone"] = zone;
  SLUICE_TRY(const std::vector<Json> series, aws::list_all(api, "ec2", "DescribeSpotPriceHistory", input));
  return spot_of_series(series);
}

}  // namespace sluice::emr
