// Checks 7 and 8: is there room for the instances, and would the bids be taken.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "aws/pages.h"
#include "cluster/sizing.h"
#include "emr/market.h"
#include "emr/preflight_check.h"

namespace sluice::emr {
namespace {

using aws::Json;

struct Cores {
  int on_demand = 0, spot = 0;
};
// The quota of standard instances counts these families.
bool is_standard(const std::string& type) {
  return !type.empty() && std::string_view("acdhimrtz").find(type[0]) != std::string_view::npos &&
         !type.starts_with("inf") && !type.starts_with("mac") && !type.starts_with("dl") &&
         !type.starts_with("trn");
}
int vcpus_of(const std::string& type) {
  const auto facts = cluster::instance_facts(type);
  return facts && is_standard(type) ? facts->vcpus : 0;
}

Cores needed(const std::vector<cluster::PlannedGroup>& groups) {
  Cores out;
  for (const cluster::PlannedGroup& group : groups) {
    Cores most;  // of a fleet its dearest type
    for (const cluster::PlannedType& type : group.types) {
      const int vcpus = vcpus_of(type.type);
      most.on_demand = std::max(most.on_demand, (group.on_demand + type.weight - 1) / type.weight * vcpus);
      most.spot = std::max(most.spot, (group.spot + type.weight - 1) / type.weight * vcpus);
    }
    out.on_demand += most.on_demand, out.spot += most.spot;
  }
  return out;
}

Result<Cores> in_use(aws::Api& api) {
  SLUICE_TRY(const std::vector<Json> reservations,
             aws::list_all(api, "ec2", "DescribeInstances",
                           {{"Filters", Json::array({{{"Name", "instance-state-name"},
                                                      {"Values", {"pending", "running"}}}})}}));
  Cores out;
  for (const Json& reservation : reservations)
    for (const Json& instance : reservation.value("Instances", Json::array()))
      (instance.value("InstanceLifecycle", "") == "spot" ? out.spot : out.on_demand) +=
          vcpus_of(instance.value("InstanceType", ""));
  return out;
}

void check_quota(const Look& look, Findings& findings, const char* code, const char* what, int need,
                 int used) {
  if (need == 0) return;
  auto reply =
      look.api.call("service-quotas", "GetServiceQuota", {{"ServiceCode", "ec2"}, {"QuotaCode", code}});
  if (!reply) return findings.not_checked("", fmt::format("the {} vCPU quota", what), reply.error());
  const Json quota = reply->value("Quota", Json::object());
  if (!quota.contains("Value")) return;
  const double left = quota["Value"].get<double>() - used;
  if (need > left)
    findings.error(look.groups.front().fleet ? "instance_fleets" : "instance_groups",
                   fmt::format("the cluster needs {} {} vCPUs; {:.0f} of the quota of {:.0f} are left", need,
                               what, left, quota["Value"].get<double>()),
                   fmt::format("aws service-quotas request-service-quota-increase --service-code ec2 "
                               "--quota-code {} --desired-value {}",
                               code, used + need));
}

void check_bid(const Look& look, Findings& findings, const cluster::PlannedGroup& group,
               const cluster::PlannedType& type, const std::string& zone) {
  const std::string path = group.path + (group.fleet ? ".instance_types" : ".bidprice");
  auto on_demand = on_demand_price(look.api, type.type);
  const bool known = on_demand && *on_demand;
  const double full = known ? **on_demand : 0;
  std::optional<double> bid = type.bid;
  if (!bid && type.bid_percent && known) bid = *type.bid_percent / 100 * full;
  if (!bid) return;
  auto spot = spot_prices(look.api, type.type, zone);
  if (!spot)
    findings.not_checked(path, "the spot price of " + type.type, spot.error());
  else if (spot->now && *bid < *spot->now) {
    const std::string message =
        fmt::format("the bid of {:.4f} USD is below the spot price of {} now, {:.4f}: it would wait for ever",
                    *bid, type.type, *spot->now);
    const std::string hint =
        "leave it out: the cap is the on-demand price then, and the market price is what is billed";
    group.fleet ? findings.warning(path, message, hint) : findings.error(path, message, hint);
  }
  if (known && *bid > full)
    findings.warning(
        path,
        fmt::format("the bid of {:.4f} USD is above the on-demand price of {}, {:.4f}: it buys nothing", *bid,
                    type.type, full),
        "leave it out: the cap is the on-demand price then");
}

std::string zone_of(const Look& look) {
  if (look.cluster.subnets.size() != 1) return {};
  auto reply = look.api.call("ec2", "DescribeSubnets", {{"SubnetIds", look.cluster.subnets}});
  if (!reply || reply->value("Subnets", Json::array()).empty()) return {};
  return (*reply)["Subnets"][0].value("AvailabilityZone", "");
}

}  // namespace

Diagnostics check_quotas(const Look& look) {
  Findings findings(look, "P07");
  const Cores need = needed(look.groups);
  if (need.on_demand + need.spot == 0) return {};
  auto used = in_use(look.api);
  if (!used) {
    findings.not_checked("", "the vCPUs in use", used.error());
    return findings.take();
  }
  check_quota(look, findings, "L-1216C47A", "on-demand", need.on_demand, used->on_demand);
  check_quota(look, findings, "L-34B43A08", "spot", need.spot, used->spot);
  return findings.take();
}

Diagnostics check_bids(const Look& look) {
  Findings findings(look, "P08");
  std::optional<std::string> zone;
  for (const cluster::PlannedGroup& group : look.groups)
    for (const cluster::PlannedType& type : group.types)
      if (group.spot > 0 && (type.bid || type.bid_percent)) {
        if (!zone) zone = zone_of(look);
        check_bid(look, findings, group, type, *zone);
      }
  return findings.take();
}

}  // namespace sluice::emr
