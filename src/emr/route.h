// The way out of a subnet by its route table. Pure.
#pragma once

#include <string>
#include <vector>

#include "aws/api.h"

namespace sluice::emr {

enum class WayOut { kNone, kInternetGateway, kOther };  // kOther: NAT, a transit gateway, an interface
struct RouteTable {
  std::string id;  // empty: none is known
  WayOut way_out = WayOut::kNone;
  bool blackhole = false;
};
// `tables`: of the VPC, as DescribeRouteTables gives them. Without an association the main table counts. Its
// default route, else an endpoint of S3 (enough for a private cluster), is the way out.
RouteTable route_table_of(const std::vector<aws::Json>& tables, const std::string& subnet,
                          const std::string& vpc);

}  // namespace sluice::emr
