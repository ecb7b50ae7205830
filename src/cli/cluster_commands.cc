#include "cli/cluster_commands.h"

#include "cli/command_group.h"

namespace sluice::cli {

std::unique_ptr<Command> make_cluster_command() {
  std::vector<std::unique_ptr<Command>> members;
  members.push_back(make_cluster_provision_command());
  members.push_back(make_cluster_terminate_command());
  return std::make_unique<CommandGroup>("cluster", "the EMR cluster of a cluster file", std::move(members));
}

}  // namespace sluice::cli
