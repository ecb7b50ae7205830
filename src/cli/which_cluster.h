// Which cluster a command is about: that of a file, or one given by name or id.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "cli/cluster_aws.h"
#include "cli/cluster_options.h"

namespace sluice::cli {

struct ChosenCluster {
  std::unique_ptr<aws::Api> api;
  std::string id, name;
  std::string folder;  // where `.sluice` stands: of the cluster file, else the current folder
};

class WhichCluster {
 public:
  void declare(CLI::App& app);  // CLUSTER, -f, -e, --region, -o
  // The same with --cluster instead of CLUSTER, for commands whose own arguments stand last.
  void declare_without_positional(CLI::App& app);
  bool json() const { return file_.json(); }
  // The live one, or with `ended_too` the newest of that name if none is alive; or an exit code, the error is
  // on stderr then.
  std::expected<ChosenCluster, int> open(const Command& command, bool ended_too) const;

 private:
  void declare_rest(CLI::App& app);
  std::expected<ChosenCluster, int> open_region(const Command& command) const;
  ClusterOptions file_;
  std::string which_, region_;
};

}  // namespace sluice::cli
