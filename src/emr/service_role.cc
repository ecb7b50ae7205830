#include "emr/service_role.h"

#include "aws/instant.h"
#include "base/text.h"
#include "emr/cluster_lookup.h"

namespace sluice::emr {
namespace {

using aws::Json;
constexpr std::chrono::minutes kIsNew{10};

bool speaks_of_the_role(const std::string& reason) {
  const std::string text = base::to_lower_ascii(reason);
  return text.find("service role") != std::string::npos || text.find("permission") != std::string::npos;
}

}  // namespace

bool service_role_too_new(aws::Api& api, const cluster::ClusterFile& cluster, const ClusterView& view,
                          base::Clock& clock) {
  if (!is_over(view.state) && view.state != "TERMINATING") return false;
  if (view.reason_code != "VALIDATION_ERROR" || !speaks_of_the_role(view.reason)) return false;
  auto reply = api.call("iam", "GetRole", {{"RoleName", cluster.body.value("ServiceRole", "")}});
  if (!reply || !reply->contains("Role") || !(*reply)["Role"].contains("CreateDate")) return false;
  return clock.now() - aws::time_of((*reply)["Role"]["CreateDate"]) < kIsNew;
}

}  // namespace sluice::emr
