#include "cli/which_cluster.h"

#include <fmt/format.h>

#include "base/files.h"
#include "emr/cluster_lookup.h"

namespace sluice::cli {
namespace {

// Nobody asks about older ones, and EMR forgets them after two months.
constexpr std::chrono::days kRemembered{14};

Result<std::string> id_of(aws::Api& api, const std::string& name, bool ended_too) {
  SLUICE_TRY(const auto live, emr::find_live_cluster(api, name));
  if (live) return live->id;
  const auto since = base::system_clock().now() - kRemembered;
  SLUICE_TRY(const auto all, emr::list_clusters(api, {}, since));
  for (const emr::ClusterSummary& cluster : all)
    if (cluster.name == name && (ended_too || cluster.state == "TERMINATING")) return cluster.id;
  return fail(ErrorKind::kNotFound,
              fmt::format("there is no {}cluster '{}' in {}", ended_too ? "" : "live ", name, api.region()),
              "sluice cluster list shows those that are there; sluice cluster provision makes one");
}

}  // namespace

void WhichCluster::declare(CLI::App& app) {
  app.add_option("CLUSTER", which_, "name or id, instead of a file")->type_name("NAME|j-ID");
  declare_rest(app);
}

void WhichCluster::declare_without_positional(CLI::App& app) {
  app.add_option("--cluster", which_, "name or id, instead of a file")->type_name("NAME|j-ID");
  declare_rest(app);
}

void WhichCluster::declare_rest(CLI::App& app) {
  file_.declare_file(app);
  file_.declare_output(app);
  app.add_option("--region", region_, "of the cluster, without a file");
}

std::expected<ChosenCluster, int> WhichCluster::open_region(const Command& command) const {
  ChosenCluster chosen;
  std::string region = region_;
  chosen.name = which_;
  chosen.folder = base::absolute_path(".");
  if (which_.empty() || file_.given()) {
    auto cluster = open_cluster_file(command, file_);
    if (!cluster) return std::unexpected(cluster.error());
    region = cluster->region;
    if (which_.empty()) chosen.name = cluster->name;
    chosen.folder = cluster->folder;
  }
  auto api = open_aws(command, region);
  if (!api) return std::unexpected(api.error());
  chosen.api = std::move(*api);
  return chosen;
}

std::expected<ChosenCluster, int> WhichCluster::open(const Command& command, bool ended_too) const {
  auto chosen = open_region(command);
  if (!chosen) return chosen;
  if (chosen->name.starts_with("j-")) {
    chosen->id = chosen->name;
    return chosen;
  }
  auto id = id_of(*chosen->api, chosen->name, ended_too);
  if (!id) return std::unexpected(report(command, id.error()));
  chosen->id = *id;
  return chosen;
}

}  // namespace sluice::cli
