#include "cli/cluster_commands.h"

#include "cli/command_group.h"

namespace sluice::cli {

std::unique_ptr<Command> make_cluster_command() {
  std::vector<std::unique_ptr<Command>> members;
  return std::make_unique<CommandGroup>("cluster", "the EMR cluster of a cluster file", std::move(members));
}

}  // namespace sluice::cli
