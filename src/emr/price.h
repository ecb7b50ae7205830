// What a cluster costs per hour: EC2, EMR's uplift, EBS, by group; the bid beside the market (spec
// operations.md section 6.3). An amount that is not known is absent, never 0.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/api.h"
#include "base/diagnostics.h"
#include "cluster/cluster_file.h"

namespace sluice::emr {

using Dollars = std::optional<double>;  // USD

struct GroupPrice {
  std::string name, role, type;
  int count = 0;
  bool spot = false;
  Dollars on_demand, spot_now, spot_week_max, bid;  // per instance and hour
  Dollars uplift, ebs;                              // per instance and hour
  Dollars per_hour;                                 // the whole group, at the market it asks for
  Dollars per_hour_on_demand;                       // the whole group, if all its spot fell back to on-demand
};
struct Price {
  std::vector<GroupPrice> groups;
  Dollars per_hour, per_hour_on_demand;
  std::vector<std::string> notes;  // why something is unknown
};
// An error if it costs more than `most` USD per hour, or if nobody can tell.
Diagnostics check_budget(const Price& price, double most);
Price price(aws::Api& api, const cluster::ClusterFile& cluster);
std::string to_text(const Price& price);
aws::Json to_json(const Price& price);

}  // namespace sluice::emr
