// The explicit list of `sluice users …`.
#pragma once

#include <memory>

#include "cli/command.h"

namespace sluice::cli {

std::unique_ptr<Command> make_users_apply_command();

std::unique_ptr<Command> make_users_command();

}  // namespace sluice::cli
