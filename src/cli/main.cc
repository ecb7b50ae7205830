// The program: parse the command line, run one subcommand, end with its exit code.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "base/interrupt.h"
#include "base/log.h"
#include "cli/commands.h"
#include "format/yaml.h"

namespace sluice::cli {
namespace {

int unknown_command(const std::string& word, const std::vector<std::unique_ptr<Command>>& commands) {
  std::vector<std::string> names;
  for (const auto& command : commands) names.emplace_back(command->name());
  auto near = format::nearest(word, names);
  fmt::print(stderr, "sluice: unknown command '{}'{}\n  `sluice --help` lists the commands\n", word,
             near ? fmt::format(" (did you mean '{}'?)", *near) : "");
  return kBadInput;
}

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
  // CLI11 would only say that a subcommand is required.
  auto is_named = [&](const auto& command) {
    return argc > 1 && command->name() == std::string_view(argv[1]);
  };
  if (argc > 1 && argv[1][0] != '-' && std::ranges::none_of(commands, is_named))
    return unknown_command(argv[1], commands);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    app.exit(error, std::cout, std::cerr);
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
