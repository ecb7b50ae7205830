#include "emr/route.h"

namespace sluice::emr {
namespace {

using aws::Json;

const Json* table_of(const std::vector<Json>& tables, const std::string& subnet, const std::string& vpc) {
  const Json* main = nullptr;
  for (const Json& table : tables) {
    for (const Json& association : table.value("Associations", Json::array())) {
      if (association.value("SubnetId", "") == subnet) return &table;
      if (association.value("Main", false) && table.value("VpcId", vpc) == vpc) main = &table;
    }
  }
  return main;
}

}  // namespace

RouteTable route_table_of(const std::vector<Json>& tables, const std::string& subnet,
                          const std::string& vpc) {
  RouteTable out;
  const Json* table = table_of(tables, subnet, vpc);
  if (!table) return out;
  out.id = table->value("RouteTableId", "");
  bool endpoint = false;
  for (const Json& route : table->value("Routes", Json::array())) {
    const std::string gateway = route.value("GatewayId", "");
    if (gateway.starts_with("vpce-")) endpoint = true;
    if (route.value("DestinationCidrBlock", "") != "0.0.0.0/0") continue;
    out.blackhole = route.value("State", "active") == "blackhole";
    out.way_out = gateway.starts_with("igw-") ? WayOut::kInternetGateway : WayOut::kOther;
  }
  if (out.way_out == WayOut::kNone && endpoint) out.way_out = WayOut::kOther;
  return out;
}

}  // namespace sluice::emr
