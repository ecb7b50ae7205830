// What every command about a cluster file has in common: where the file comes from, and how answers look.
#pragma once

#include <string>

#include "cli/command.h"
#include "cluster/cluster_file.h"

namespace sluice::cli {

struct ClusterOptions {
  std::string file;  // -f, --file FILE
  std::string
      extra_vars;  // -e, --extra-vars TEXT ("@FILE", a mapping, or k=v …); else the variable EXTRA_VARS
  std::string output = "text";  // -o text|json
  std::string mode = "strict";  // --mode strict|ansible, where declared

  void declare_file(CLI::App& app);    // -f, -e
  void declare_output(CLI::App& app);  // -o
  bool json() const { return output == "json"; }
  // As the user gave it, for the next command in a message: "-f cluster.yml", "-e '@cluster.yml'"; empty if
  // it came from the environment.
  std::string arguments() const;
  std::string source() const;  // what load_cluster_file() takes; empty: nothing was given
  bool given() const;          // a file or text was given, by argument or environment
};

// The cluster file, or an exit code when it is not to be had; findings (warnings too) and errors are on
// stderr then, and added to `told`, if there is one.
std::expected<cluster::ClusterFile, int> open_cluster_file(const Command& command,
                                                           const ClusterOptions& options,
                                                           cluster::Mode mode = cluster::Mode::kStrict,
                                                           Diagnostics* told = nullptr);

// The same for a command that needs only the people of the file: what is wrong elsewhere in it does not
// count, and a file with `user_info` alone will do.
std::expected<cluster::ClusterFile, int> open_people_file(const Command& command,
                                                          const ClusterOptions& options);

}  // namespace sluice::cli
