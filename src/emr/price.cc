#include "emr/price.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cluster/node_plan.h"
#include "emr/market.h"

namespace sluice::emr {
namespace {

using aws::Json;
using cluster::PlannedGroup;
using cluster::PlannedType;

// Asks once for each thing, and notes why an amount is not known.
class PriceBook {
 public:
  PriceBook(aws::Api& api, std::string zone, std::vector<std::string>& notes)
      : api_(api), zone_(std::move(zone)), notes_(notes) {}

  Dollars on_demand(const std::string& type) {
    return once("on-demand price of " + type, [&] { return on_demand_price(api_, type); });
  }
  Dollars uplift(const std::string& type) {
    return once("EMR price of " + type, [&] { return emr_uplift(api_, type); });
  }
  Dollars volume(const std::string& type) {
    return once("price of " + type + " volumes", [&] { return volume_price(api_, type); });
  }
  SpotPrices spot(const std::string& type) {
    auto found = spot_prices(api_, type, zone_);
    if (!found)
      note("spot price of " + type + " is unknown: " + found.error().message);
    else if (!found->now)
      note("spot price of " + type + " is unknown: no history" + (zone_.empty() ? "" : " in " + zone_));
    return found ? *found : SpotPrices{};
  }
  void note(const std::string& text) {
    if (std::ranges::find(notes_, text) == notes_.end()) notes_.push_back(text);
  }

 private:
  template <class Ask>
  Dollars once(const std::string& what, const Ask& ask) {
    if (auto known = known_.find(what); known != known_.end()) return known->second;
    const Result<Dollars> found = ask();
    if (!found)
      note(what + " is unknown: " + found.error().message);
    else if (!*found)
      note(what + " is unknown: the price list has no single entry for it");
    return known_[what] = found ? *found : Dollars();
  }

  aws::Api& api_;
  std::string zone_;
  std::vector<std::string>& notes_;
  std::map<std::string, Dollars> known_;
};

Dollars ebs_of(const PlannedType& type, PriceBook& book) {
  double sum = 0;
  if (!type.ebs.is_object()) return 0.0;
  for (const Json& device : type.ebs.value("EbsBlockDeviceConfigs", Json::array())) {
    const Json volume = device.value("VolumeSpecification", Json::object());
    const Dollars rate = book.volume(volume.value("VolumeType", "gp2"));
    if (!rate) return {};
    sum += *rate * volume.value("SizeInGB", 0) * device.value("VolumesPerInstance", 1);
  }
  return sum;
}

Dollars times(double count, const Dollars& one) {
  return one ? Dollars(count * *one) : one;
}
Dollars plus(const Dollars& a, const Dollars& b) {
  return a && b ? Dollars(*a + *b) : Dollars();
}

// Of a fleet the dearest mix of one type: what comes is EMR's choice.
GroupPrice price_of_type(const PlannedGroup& group, size_t i, PriceBook& book) {
  const PlannedType& type = group.types[i];
  GroupPrice out{.name = group.name, .role = group.role, .type = type.type, .count = group.most_instances(i)};
  out.spot = group.spot > 0;
  out.on_demand = book.on_demand(type.type);
  out.uplift = book.uplift(type.type);
  out.ebs = ebs_of(type, book);
  if (out.spot) {
    const SpotPrices spot = book.spot(type.type);
    out.spot_now = spot.now, out.spot_week_max = spot.most, out.bid = type.bid;
    if (!out.bid && type.bid_percent) out.bid = times(*type.bid_percent / 100, out.on_demand);
  }
  const int spot_count = (group.spot + type.weight - 1) / type.weight, rest = out.count - spot_count;
  const Dollars beside = times(out.count, plus(out.uplift, out.ebs));
  out.per_hour_on_demand = plus(beside, times(out.count, out.on_demand));
  out.per_hour = plus(beside, rest ? times(rest, out.on_demand) : Dollars(0.0));
  if (spot_count) out.per_hour = plus(out.per_hour, times(spot_count, out.spot_now));
  return out;
}

GroupPrice price_of(const PlannedGroup& group, PriceBook& book) {
  std::optional<GroupPrice> dearest;
  for (size_t i = 0; i < group.types.size(); ++i) {
    GroupPrice one = price_of_type(group, i, book);
    if (!one.per_hour || !one.per_hour_on_demand)
      return one;  // one that is not known: the group is not known
    if (!dearest || *one.per_hour > *dearest->per_hour) dearest = std::move(one);
  }
  if (group.types.size() > 1)
    book.note("fleet " + group.name + ": priced as its dearest type; what comes is EMR's choice");
  return dearest.value_or(GroupPrice{.name = group.name, .role = group.role});
}

// The zone of the subnet, if all of the file's are of one zone.
std::string zone_of(aws::Api& api, const cluster::ClusterFile& cluster) {
  const Json instances = cluster.body.value("Instances", Json::object());
  if (instances.contains("Placement")) return instances["Placement"].value("AvailabilityZone", "");
  if (cluster.subnets.empty()) return {};
  auto reply = api.call("ec2", "DescribeSubnets", {{"SubnetIds", cluster.subnets}});
  std::string zone;
  if (!reply) return zone;
  for (const Json& subnet : reply->value("Subnets", Json::array())) {
    const std::string one = subnet.value("AvailabilityZone", "");
    if (!zone.empty() && zone != one) return {};
    zone = one;
  }
  return zone;
}

}  // namespace

Price price(aws::Api& api, const cluster::ClusterFile& cluster) {
  Price out;
  PriceBook book(api, zone_of(api, cluster), out.notes);
  for (const PlannedGroup& group : cluster::planned_groups(cluster.body))
    out.groups.push_back(price_of(group, book));
  if (out.groups.empty()) return out;
  out.per_hour = out.per_hour_on_demand = 0.0;
  for (const GroupPrice& group : out.groups) {
    out.per_hour = plus(out.per_hour, group.per_hour);
    out.per_hour_on_demand = plus(out.per_hour_on_demand, group.per_hour_on_demand);
  }
  return out;
}

Diagnostics check_budget(const Price& price, double most) {
  Diagnostics out;
  auto refuse = [&](std::string message, std::string hint) {
    out.add({base::Severity::kError, std::move(message), {}, std::move(hint), "P19", "--max-hourly"});
  };
  if (!price.per_hour)
    refuse(fmt::format(
               "cannot tell whether the cluster stays below {:.2f} USD per hour: its price is unknown", most),
           "allow pricing:GetProducts and ec2:DescribeSpotPriceHistory, or leave --max-hourly out");
  else if (*price.per_hour > most)
    refuse(fmt::format("the cluster costs {:.4f} USD per hour, more than {:.4f}", *price.per_hour, most),
           "fewer or smaller instances, spot task nodes, or a higher --max-hourly");
  return out;
}

}  // namespace sluice::emr
