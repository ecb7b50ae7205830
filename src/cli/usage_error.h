// A command line that cannot be read, in the program's own words: which command, what, the nearest that would
// do, and the next command.
#pragma once

#include <string>

#include "cli/command.h"

namespace sluice::cli {

// `app`: of the whole program, after parse() threw `error`.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace sluice::cli
