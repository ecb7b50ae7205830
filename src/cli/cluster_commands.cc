#include "cli/cluster_commands.h"

#include "cli/command_group.h"

namespace sluice::cli {
namespace {

std::unique_ptr<Command> make_step_group() {
  std::vector<std::unique_ptr<Command>> members;
  members.push_back(make_cluster_step_add_command());
  return std::make_unique<CommandGroup>("step", "a step of a live cluster", std::move(members));
}

}  // namespace

std::unique_ptr<Command> make_cluster_command() {
  std::vector<std::unique_ptr<Command>> members;
  members.push_back(make_cluster_render_command());
  members.push_back(make_cluster_lint_command());
  members.push_back(make_cluster_advise_command());
  members.push_back(make_cluster_preflight_command());
  members.push_back(make_cluster_price_command());
  members.push_back(make_cluster_provision_command());
  members.push_back(make_cluster_terminate_command());
  members.push_back(make_cluster_list_command());
  members.push_back(make_cluster_show_command());
  members.push_back(make_cluster_steps_command());
  members.push_back(make_step_group());
  members.push_back(make_cluster_logs_command());
  members.push_back(make_cluster_ssh_command());
  members.push_back(make_cluster_explain_command());
  return std::make_unique<CommandGroup>("cluster", "the EMR cluster of a cluster file", std::move(members));
}

}  // namespace sluice::cli
