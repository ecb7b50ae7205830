// The explicit list of subcommands.
#pragma once

#include <memory>
#include <vector>

#include "cli/command.h"

namespace sluice::cli {

std::unique_ptr<Command> make_check_command();
std::unique_ptr<Command> make_plan_command();
std::unique_ptr<Command> make_apply_command();
std::unique_ptr<Command> make_status_command();
std::unique_ptr<Command> make_destroy_command();
std::unique_ptr<Command> make_run_command();
std::unique_ptr<Command> make_sample_command();
std::unique_ptr<Command> make_schema_command();
std::unique_ptr<Command> make_serve_command();
std::unique_ptr<Command> make_show_command();
std::unique_ptr<Command> make_token_command();
std::unique_ptr<Command> make_version_command();

// All of them, in the order of `sluice --help`.
std::vector<std::unique_ptr<Command>> all_commands();

}  // namespace sluice::cli
