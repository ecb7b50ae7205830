// The explicit list of `sluice cluster …`.
#pragma once

#include <memory>

#include "cli/command.h"

namespace sluice::cli {

std::unique_ptr<Command> make_cluster_command();

}  // namespace sluice::cli
