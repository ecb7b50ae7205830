// The program: parse the command line, run one subcommand, end with its exit code.
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "base/interrupt.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/usage_error.h"

namespace sluice::cli {
namespace {

int run_program(int argc, char** argv) {
  CLI::App app("sluice: Open edX analytics, from tracking logs to answers, on one machine or on AWS");
  app.set_version_flag("--version", "sluice " SLUICE_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "`sluice COMMAND --help` explains each command with examples.\n"
      "Exit codes: 0 done, 1 failed, 2 bad usage or file, 3 preflight failed, 4 apply failed and resumable,\n"
      "5 the plan has changes, 6 a job failed, 130 interrupted.");
  bool verbose = false;
  app.add_flag("-v,--verbose", verbose, "more log lines");

  auto commands = all_commands();
  std::vector<CLI::App*> subcommands;
  for (auto& command : commands) {
    CLI::App* sub = app.add_subcommand(command->name(), command->summary());
    command->declare(*sub);
    subcommands.push_back(sub);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "{}", usage_error(app, error));
    return kBadInput;
  }
  if (verbose) base::set_log_level(base::LogLevel::kDebug);
  base::catch_interrupts();
  for (size_t i = 0; i < commands.size(); ++i)
    if (subcommands[i]->parsed()) return commands[i]->run();
  return kBadInput;
}

}  // namespace
}  // namespace sluice::cli

int main(int argc, char** argv) {
  try {
    return sluice::cli::run_program(argc, argv);
  } catch (const std::exception& e) {
    fmt::print(stderr,
               "sluice: internal error: {}\n  this is a bug; please report it with the command line\n",
               e.what());
    return sluice::cli::kFailed;
  }
}
