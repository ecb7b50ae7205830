// The explicit list of `sluice cluster …`.
#pragma once

#include <memory>

#include "cli/command.h"

namespace sluice::cli {

std::unique_ptr<Command> make_cluster_render_command();
std::unique_ptr<Command> make_cluster_lint_command();
std::unique_ptr<Command> make_cluster_advise_command();
std::unique_ptr<Command> make_cluster_preflight_command();
std::unique_ptr<Command> make_cluster_price_command();
std::unique_ptr<Command> make_cluster_provision_command();
std::unique_ptr<Command> make_cluster_terminate_command();
std::unique_ptr<Command> make_cluster_list_command();
std::unique_ptr<Command> make_cluster_show_command();
std::unique_ptr<Command> make_cluster_steps_command();
std::unique_ptr<Command> make_cluster_step_add_command();
std::unique_ptr<Command> make_cluster_logs_command();
std::unique_ptr<Command> make_cluster_ssh_command();
std::unique_ptr<Command> make_cluster_explain_command();

// All of them, as one command.
std::unique_ptr<Command> make_cluster_command();

}  // namespace sluice::cli
