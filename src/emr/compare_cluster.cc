#include "emr/compare_cluster.h"

#include <algorithm>

#include "aws/pages.h"
#include "emr/cluster_body.h"

namespace sluice::emr {
namespace {

using aws::Json;

// Any of a list of subnets is right.
Json wanted(const cluster::ClusterFile& cluster, const ClusterView& view) {
  Json body = cluster.body;
  Json& instances = body["Instances"];
  const std::string have =
      view.cluster.value("Ec2InstanceAttributes", Json::object()).value("Ec2SubnetId", "");
  if (instances.contains("Ec2SubnetId") && std::ranges::find(cluster.subnets, have) != cluster.subnets.end())
    instances["Ec2SubnetId"] = have;
  return body;
}

}  // namespace

Result<std::vector<Difference>> compare_cluster(aws::Api& api, const cluster::ClusterFile& cluster,
                                                const ClusterView& view) {
  SLUICE_TRY(const auto bootstrap,
             aws::list_all(api, "emr", "ListBootstrapActions", {{"ClusterId", view.id}}));
  SLUICE_TRY(auto steps, list_steps(api, view.id));
  std::ranges::reverse(steps);
  Json have = body_of(view, bootstrap, steps);
  if (cluster.body.contains("AutoTerminationPolicy")) {
    SLUICE_TRY(const Json reply, api.call("emr", "GetAutoTerminationPolicy", {{"ClusterId", view.id}}));
    have["AutoTerminationPolicy"] = reply.value("AutoTerminationPolicy", Json::object());
  }
  std::vector<Difference> out = differences(wanted(cluster, view), have);
  // Something that EMR does not show, or that the file no longer has.
  const std::string digest = cluster::spec_digest(cluster.body);
  const auto spec = view.tag("sluice:spec");
  if (out.empty() && spec && *spec != digest)
    out.push_back({"Tags[sluice:spec]", Json(digest).dump(), Json(*spec).dump()});
  return out;
}

}  // namespace sluice::emr
