// Checks 6 and 9: the subnets, and which one to take.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "aws/pages.h"
#include "base/text.h"
#include "emr/preflight_check.h"
#include "emr/route.h"

namespace sluice::emr {
namespace {

using aws::Json;

// Zones in which every group can get at least one of its types; nothing if the offers cannot be seen.
std::optional<std::set<std::string>> zones_for(const Look& look, Findings& findings) {
  const std::vector<std::string> types = cluster::types_of(look.groups);
  if (types.empty()) return std::nullopt;
  auto offers = aws::list_all(look.api, "ec2", "DescribeInstanceTypeOfferings",
                              {{"LocationType", "availability-zone"},
                               {"Filters", Json::array({{{"Name", "instance-type"}, {"Values", types}}})}});
  if (!offers) {
    findings.not_checked("vpc_subnet_id", "where the instance types are offered", offers.error());
    return std::nullopt;
  }
  std::map<std::string, std::set<std::string>> types_of_zone;
  for (const Json& one : *offers)
    types_of_zone[one.value("Location", "")].insert(one.value("InstanceType", ""));
  std::set<std::string> out;
  for (const auto& [zone, offered] : types_of_zone)
    if (std::ranges::all_of(look.groups, [&](const cluster::PlannedGroup& group) {
          return std::ranges::any_of(group.types, [&](const auto& t) { return offered.contains(t.type); });
        }))
      out.insert(zone);
  return out;
}

std::string list_of(const std::set<std::string>& zones) {
  return base::join({zones.begin(), zones.end()}, ", ");
}

void check_zone(const Look& look, Findings& findings, const std::string& path, const std::string& where,
                const std::string& zone, const std::optional<std::set<std::string>>& zones) {
  if (!zones || zone.empty() || zones->contains(zone)) return;
  const std::string types = base::join(cluster::types_of(look.groups), ", ");
  findings.error(
      path,
      fmt::format("{} is in {}, which does not offer every type that is asked for ({})", where, zone, types),
      zones->empty() ? "no zone of the region offers them all: choose other types"
                     : "zones that do: " + list_of(*zones));
}

void check_route(Findings& findings, const std::string& path, const std::string& subnet,
                 const std::vector<Json>& tables, const std::string& vpc, std::optional<bool>& is_public) {
  const RouteTable table = route_table_of(tables, subnet, vpc);
  const bool open = table.way_out == WayOut::kInternetGateway;
  if (table.way_out == WayOut::kNone)
    findings.error(
        path,
        fmt::format("The subnet configuration was invalid: Cannot find route to InternetGateway in main "
                    "RouteTable {} "
                    "for vpc {}: subnet {} has no route to an internet gateway or NAT",
                    table.id, vpc, subnet),
        fmt::format(
            "aws ec2 create-route --route-table-id {} --destination-cidr-block 0.0.0.0/0 --gateway-id igw-…",
            table.id));
  else if (table.blackhole)
    findings.error(
        path, fmt::format("the route 0.0.0.0/0 of {} leads to something that no longer exists", table.id));
  if (is_public && *is_public != open)
    findings.error(path, "the subnets of one list must all be public or all private",
                   "leave " + subnet + " out");
  is_public = is_public.value_or(open);
}

void check_unknown(Findings& findings, const Error& error) {
  if (error.code == "InvalidSubnetID.NotFound" || error.code == "InvalidSubnetId.Malformed" ||
      error.code == "InvalidSubnetID.Malformed")
    findings.error("vpc_subnet_id", error.message, "aws ec2 describe-subnets");
  else
    findings.not_checked("vpc_subnet_id", "the subnets", error);
}

struct Subnets {
  std::vector<Json> all;  // in the order of the file
  std::string vpc;
};

Subnets subnets_of(const Look& look, const Json& reply) {
  Subnets out;
  for (const std::string& id : look.cluster.subnets)
    for (const Json& subnet : reply.value("Subnets", Json::array()))
      if (subnet.value("SubnetId", "") == id) out.all.push_back(subnet);
  if (!out.all.empty()) out.vpc = out.all.front().value("VpcId", "");
  return out;
}

std::string path_of(const Look& look, const std::string& id) {
  const auto& ids = look.cluster.subnets;
  if (ids.size() < 2) return "vpc_subnet_id";
  return fmt::format("vpc_subnet_id[{}]", std::ranges::find(ids, id) - ids.begin());
}

void check_routes(const Look& look, Findings& findings, const Subnets& subnets) {
  auto tables = aws::list_all(look.api, "ec2", "DescribeRouteTables",
                              {{"Filters", Json::array({{{"Name", "vpc-id"}, {"Values", {subnets.vpc}}}})}});
  if (!tables) return findings.not_checked("vpc_subnet_id", "the routes of " + subnets.vpc, tables.error());
  std::optional<bool> is_public;
  for (const Json& subnet : subnets.all) {
    const std::string id = subnet.value("SubnetId", "");
    if (subnet.value("VpcId", "") != subnets.vpc)
      findings.error(
          path_of(look, id),
          "the subnets of one list must share a VPC: " + id + " is in " + subnet.value("VpcId", ""),
          "leave it out");
    else
      check_route(findings, path_of(look, id), id, *tables, subnets.vpc, is_public);
  }
}

// Groups take one subnet: the fitting one with most free addresses. Fleets take what the file lists.
void choose(const Look& look, Findings& findings, Findings& zone_findings, const Subnets& subnets,
            SubnetChoice& choice) {
  const auto zones = zones_for(look, zone_findings);
  const int nodes = cluster::most_nodes(look.groups);
  const Json *best = nullptr, *roomiest = nullptr;
  auto free_of = [](const Json& subnet) { return subnet.value("AvailableIpAddressCount", 0); };
  for (const Json& subnet : subnets.all) {
    if (!roomiest || free_of(subnet) > free_of(*roomiest)) roomiest = &subnet;
    if (zones && !zones->contains(subnet.value("AvailabilityZone", ""))) continue;
    if (!best || free_of(subnet) > free_of(*best)) best = &subnet;
  }
  if (!best)
    for (const Json& subnet : subnets.all) {
      const std::string id = subnet.value("SubnetId", "");
      check_zone(look, zone_findings, path_of(look, id), "subnet " + id, subnet.value("AvailabilityZone", ""),
                 zones);
    }
  const Json* taken = best ? best : roomiest;
  if (!taken) return;
  choice.subnet = taken->value("SubnetId", "");
  choice.zone = taken->value("AvailabilityZone", "");
  if (taken->contains("AvailableIpAddressCount") && free_of(*taken) < nodes)
    findings.error(path_of(look, choice.subnet),
                   fmt::format("subnet {} has {} free addresses; the cluster needs {}", choice.subnet,
                               free_of(*taken), nodes),
                   "a larger subnet, or fewer instances");
}

}  // namespace

SubnetChoice check_subnets(const Look& look) {
  Findings findings(look, "P09"), zone_findings(look, "P06");
  SubnetChoice choice;
  if (look.cluster.subnets.empty()) {
    const std::string zone = look.instances.value("Placement", Json::object()).value("AvailabilityZone", "");
    if (!zone.empty())
      check_zone(look, zone_findings, "availability_zone", "the placement", zone,
                 zones_for(look, zone_findings));
  } else if (auto reply = look.api.call("ec2", "DescribeSubnets", {{"SubnetIds", look.cluster.subnets}});
             !reply) {
    check_unknown(findings, reply.error());
  } else {
    const Subnets subnets = subnets_of(look, *reply);
    check_routes(look, findings, subnets);
    choose(look, findings, zone_findings, subnets, choice);
  }
  choice.findings = findings.take();
  choice.findings.append(zone_findings.take());
  return choice;
}

}  // namespace sluice::emr
