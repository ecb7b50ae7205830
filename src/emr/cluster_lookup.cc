#include "emr/cluster_lookup.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/instant.h"
#include "aws/pages.h"
#include "base/text.h"

namespace sluice::emr {
namespace {

using aws::Json;

const std::vector<std::string> kAlive{"STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"};

ClusterSummary summary_of(const Json& cluster) {
  const Json& status = cluster.at("Status");
  ClusterSummary out{cluster.at("Id"), cluster.value("Name", ""), status.at("State"), {}};
  if (status.contains("Timeline") && status["Timeline"].contains("CreationDateTime"))
    out.created = aws::time_of(status["Timeline"]["CreationDateTime"]);
  return out;
}

Result<std::vector<ClusterSummary>> named(aws::Api& api, const std::string& name,
                                          const std::vector<std::string>& states,
                                          std::optional<base::Micros> since = {}) {
  SLUICE_TRY(std::vector<ClusterSummary> all, list_clusters(api, states, since));
  std::erase_if(all, [&](const ClusterSummary& cluster) { return cluster.name != name; });
  return all;
}

bool has_tag(const Json& tags, const std::string& key, const std::string& value) {
  return std::ranges::any_of(
      tags, [&](const Json& tag) { return tag.value("Key", "") == key && tag.value("Value", "") == value; });
}

}  // namespace

bool is_alive(const std::string& state) {
  return std::ranges::find(kAlive, state) != kAlive.end();
}
bool is_over(const std::string& state) {
  return state.starts_with("TERMINATED");
}

Result<std::vector<ClusterSummary>> list_clusters(aws::Api& api, const std::vector<std::string>& states,
                                                  std::optional<base::Micros> since) {
  Json input = Json::object();
  if (!states.empty()) input["ClusterStates"] = states;
  if (since)
    input["CreatedAfter"] =
        std::chrono::duration_cast<std::chrono::seconds>(since->time_since_epoch()).count();
  SLUICE_TRY(const std::vector<Json> found, aws::list_all(api, "emr", "ListClusters", input));
  std::vector<ClusterSummary> out;
  for (const Json& cluster : found) out.push_back(summary_of(cluster));
  std::ranges::stable_sort(out, std::greater<>(), &ClusterSummary::created);
  return out;
}

Result<std::optional<ClusterSummary>> find_live_cluster(aws::Api& api, const std::string& name) {
  SLUICE_TRY(std::vector<ClusterSummary> live, named(api, name, kAlive));
  if (live.empty()) return std::nullopt;
  if (live.size() == 1) return live.front();
  std::vector<std::string> ids;
  for (const ClusterSummary& cluster : live) ids.push_back(cluster.id + " " + cluster.state);
  Error error(
      ErrorKind::kConflict,
      fmt::format("E210: {} live clusters are called '{}': {}", live.size(), name, base::join(ids, ", ")),
      "end those that are not needed: sluice cluster terminate ID");
  error.code = "E210";
  return fail(std::move(error));
}

Result<std::vector<ClusterSummary>> find_terminating(aws::Api& api, const std::string& name) {
  return named(api, name, {"TERMINATING"});
}

Result<std::optional<ClusterSummary>> find_run(aws::Api& api, const std::string& name, const std::string& run,
                                               base::Micros since) {
  // An hour for clocks that differ.
  SLUICE_TRY(const std::vector<ClusterSummary> all, named(api, name, {}, since - std::chrono::hours(1)));
  for (const ClusterSummary& cluster : all) {
    SLUICE_TRY(const Json reply, api.call("emr", "DescribeCluster", {{"ClusterId", cluster.id}}));
    if (has_tag(reply.at("Cluster").value("Tags", Json::array()), "sluice:run", run)) return cluster;
  }
  return std::nullopt;
}

}  // namespace sluice::emr
