#include "cli/users_commands.h"

#include "cli/command_group.h"

namespace sluice::cli {

std::unique_ptr<Command> make_users_command() {
  std::vector<std::unique_ptr<Command>> members;
  members.push_back(make_users_apply_command());
  return std::make_unique<CommandGroup>("users", "people on the hosts of the cluster: accounts, keys, sudo",
                                        std::move(members));
}

}  // namespace sluice::cli
