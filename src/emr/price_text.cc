// How a price is shown.
#include <fmt/format.h>

#include "emr/price.h"

namespace sluice::emr {
namespace {

using aws::Json;

std::string amount(const Dollars& value) {
  return value ? fmt::format("{:.4f}", *value) : std::string("unknown");
}
std::string spot_amount(const GroupPrice& group, const Dollars& value, const char* absent) {
  if (!group.spot) return "-";
  return value ? amount(value) : std::string(absent);
}
Json json_of(const Dollars& value) {
  return value ? Json(*value) : Json();
}

}  // namespace

std::string to_text(const Price& price) {
  constexpr auto kLine = "{:<12} {:>5} {:<13} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>10}\n";
  std::string out = fmt::format(kLine, "USD per hour", "count", "type", "on demand", "spot now", "7-day max",
                                "bid", "EMR", "EBS", "sum");
  for (const GroupPrice& group : price.groups)
    out += fmt::format(kLine, group.name, group.count, group.type, amount(group.on_demand),
                       spot_amount(group, group.spot_now, "unknown"),
                       spot_amount(group, group.spot_week_max, "unknown"),
                       spot_amount(group, group.bid, "on demand"), amount(group.uplift), amount(group.ebs),
                       amount(group.per_hour));
  out += fmt::format("sum: {} USD per hour", amount(price.per_hour));
  if (price.per_hour) out += fmt::format(", {:.2f} per month of 730 hours", *price.per_hour * 730);
  out += fmt::format("; if all spot fell back to on-demand: {}\n", amount(price.per_hour_on_demand));
  for (const std::string& note : price.notes) out += "note: " + note + "\n";
  return out;
}

Json to_json(const Price& price) {
  Json groups = Json::array();
  for (const GroupPrice& group : price.groups)
    groups.push_back({{"name", group.name},
                      {"role", group.role},
                      {"type", group.type},
                      {"count", group.count},
                      {"spot", group.spot},
                      {"on_demand", json_of(group.on_demand)},
                      {"spot_now", json_of(group.spot_now)},
                      {"spot_week_max", json_of(group.spot_week_max)},
                      {"bid", json_of(group.bid)},
                      {"emr", json_of(group.uplift)},
                      {"ebs", json_of(group.ebs)},
                      {"per_hour", json_of(group.per_hour)},
                      {"per_hour_on_demand", json_of(group.per_hour_on_demand)}});
  Json out = {{"currency", "USD"}, {"groups", groups}, {"per_hour", json_of(price.per_hour)}};
  out["per_month"] = price.per_hour ? Json(*price.per_hour * 730) : Json();
  out["per_hour_on_demand"] = json_of(price.per_hour_on_demand);
  out["notes"] = price.notes;
  return out;
}

}  // namespace sluice::emr
