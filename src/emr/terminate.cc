#include "emr/terminate.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/pages.h"
#include "base/pause.h"
#include "emr/cluster_view.h"

namespace sluice::emr {
namespace {

using aws::Json;

const std::vector<std::string> kNotOver{"STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"};
constexpr size_t kMostIds = 10;

Error refusal(const std::string& code, std::string message, std::string hint) {
  Error error(ErrorKind::kConflict, std::move(message), std::move(hint));
  error.code = code;
  return error;
}

// Steps of `sluice run` would lose their work.
Status check_steps(aws::Api& api, const std::string& id) {
  SLUICE_TRY(const std::vector<Json> steps,
             aws::list_all(api, "emr", "ListSteps", {{"ClusterId", id}, {"StepStates", {"RUNNING"}}}));
  for (const Json& step : steps)
    if (const std::string name = step.value("Name", "");
        name.starts_with("sluice ") || name.starts_with("sluice:"))
      return fail(refusal("", fmt::format("cluster {} is running the step '{}'", id, name),
                          "wait for it (sluice cluster steps " + id + "), or add --force"));
  return {};
}

Status check_end(aws::Api& api, const ClusterSummary& cluster) {
  SLUICE_TRY(const Json reply, api.call("emr", "DescribeCluster", {{"ClusterId", cluster.id}}));
  if (reply.at("Cluster").value("TerminationProtected", false))
    return fail(refusal(
        "E211",
        fmt::format("E211: cluster {} ({}) is protected against termination", cluster.id, cluster.name),
        "--force takes the protection off first"));
  return check_steps(api, cluster.id);
}

Status take_protection_off(aws::Api& api, const std::vector<std::string>& ids) {
  std::vector<std::string> with_protection;
  for (const std::string& id : ids) {
    SLUICE_TRY(const Json reply, api.call("emr", "DescribeCluster", {{"ClusterId", id}}));
    if (reply.at("Cluster").value("TerminationProtected", false)) with_protection.push_back(id);
  }
  if (with_protection.empty()) return {};
  SLUICE_CHECK(api.call("emr", "SetTerminationProtection",
                        {{"JobFlowIds", with_protection}, {"TerminationProtected", false}}));
  return {};
}

// False: Ctrl-C.
Result<bool> wait_for_end(aws::Api& api, const std::vector<ClusterSummary>& clusters,
                          const TerminateOptions& options) {
  const base::Micros deadline = options.clock->now() + options.timeout;
  while (true) {
    Result<std::vector<ClusterSummary>> listed = list_clusters(api, kNotOver);
    if (!listed && listed.error().kind == ErrorKind::kInterrupted) return false;
    if (!listed) return fail(std::move(listed).error());
    std::vector<ClusterSummary>& left = *listed;
    std::erase_if(left, [&](const ClusterSummary& each) {
      return std::ranges::find(clusters, each.id, &ClusterSummary::id) == clusters.end();
    });
    if (options.progress) options.progress(left);
    if (left.empty()) return true;
    if (options.clock->now() >= deadline)
      return fail(ErrorKind::kTimeout,
                  fmt::format("cluster {} is still {} after {} s", left.front().id, left.front().state,
                              options.timeout.count() / 1000),
                  "it goes on ending by itself; run the same command again to go on waiting");
    if (!base::pause(*options.clock, options.poll)) return false;
  }
}

}  // namespace

Status request_termination(aws::Api& api, const std::vector<std::string>& ids) {
  for (size_t i = 0; i < ids.size(); i += kMostIds) {
    const std::vector<std::string> some(
        ids.begin() + static_cast<std::ptrdiff_t>(i),
        ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), i + kMostIds)));
    SLUICE_CHECK(api.call("emr", "TerminateJobFlows", {{"JobFlowIds", some}}));
  }
  return {};
}

Result<std::vector<ClusterSummary>> clusters_to_end(aws::Api& api, const std::string& name) {
  SLUICE_TRY(std::vector<ClusterSummary> all, list_clusters(api, kNotOver));
  std::erase_if(all, [&](const ClusterSummary& cluster) { return cluster.name != name; });
  return all;
}

Result<Terminated> terminate(aws::Api& api, const std::vector<ClusterSummary>& clusters,
                             const TerminateOptions& options) {
  Terminated out;
  for (const ClusterSummary& cluster : clusters) {
    if (cluster.state == "TERMINATING") {
      out.leaving.push_back(cluster.id);
      continue;
    }
    if (!options.force) SLUICE_CHECK(check_end(api, cluster));
    out.ended.push_back(cluster.id);
  }
  if (options.force) SLUICE_CHECK(take_protection_off(api, out.ended));
  SLUICE_CHECK(request_termination(api, out.ended));
  if (clusters.empty()) return out;
  SLUICE_TRY(const bool over, wait_for_end(api, clusters, options));
  out.interrupted = !over;
  return out;
}

Result<std::vector<ClusterSummary>> owned_clusters(aws::Api& api) {
  SLUICE_TRY(std::vector<ClusterSummary> all, list_clusters(api, kNotOver));
  std::vector<ClusterSummary> out;
  for (ClusterSummary& cluster : all) {
    ClusterView view;
    SLUICE_TRY(const Json reply, api.call("emr", "DescribeCluster", {{"ClusterId", cluster.id}}));
    view.cluster = reply.at("Cluster");
    if (view.tag("sluice:deployment") && view.tag("sluice:component")) out.push_back(std::move(cluster));
  }
  return out;
}

}  // namespace sluice::emr
