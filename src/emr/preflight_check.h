// What the checks of preflight share. Each check is a function of a Look; they run side by side.
#pragma once

#include <string>
#include <vector>

#include "aws/api.h"
#include "base/diagnostics.h"
#include "cluster/cluster_file.h"
#include "cluster/node_plan.h"

namespace sluice::emr {

struct Look {
  aws::Api& api;
  const cluster::ClusterFile& cluster;
  std::vector<cluster::PlannedGroup> groups;
  aws::Json instances;  // of the body, an object

  SourceMark mark(const std::string& path) const { return cluster.mark(path); }
};

class Findings {
 public:
  Findings(const Look& look, std::string code) : look_(look), code_(std::move(code)) {}
  void error(const std::string& path, std::string message, std::string hint = {});
  void warning(const std::string& path, std::string message, std::string hint = {});
  // A look that failed says nothing about the cluster: a warning.
  void not_checked(const std::string& path, const std::string& what, const Error& error);
  Diagnostics take() { return std::move(all_); }

 private:
  void add(base::Severity severity, const std::string& path, std::string message, std::string hint);
  const Look& look_;
  std::string code_;
  Diagnostics all_;
};

// Items of `key` over all pages that are chained by `token` of the reply as `token` of the input: for the
// operations without a paginator in the models.
Result<std::vector<aws::Json>> chained(aws::Api& api, const std::string& operation, aws::Json input,
                                       const std::string& key, const std::string& token);

// The subnet for instance groups: of those whose zone offers every type the one with most free addresses.
struct SubnetChoice {
  Diagnostics findings;
  std::string subnet, zone;
};
SubnetChoice check_subnets(const Look& look);  // checks 6 and 9

Diagnostics check_caller(const Look& look);         // 1
Diagnostics check_permissions(const Look& look);    // 2
Diagnostics check_region(const Look& look);         // 3
Diagnostics check_release(const Look& look);        // 4
Diagnostics check_types(const Look& look);          // 5
Diagnostics check_quotas(const Look& look);         // 7
Diagnostics check_bids(const Look& look);           // 8
Diagnostics check_vpc(const Look& look);            // 10
Diagnostics check_public_access(const Look& look);  // 11
Diagnostics check_key_pair(const Look& look);       // 12
Diagnostics check_service_role(const Look& look);   // 13
Diagnostics check_profile(const Look& look);        // 13
Diagnostics check_objects(const Look& look);        // 14
Diagnostics check_name(const Look& look);           // 16

}  // namespace sluice::emr
