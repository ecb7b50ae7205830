#include "cli/deployment_options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "base/log.h"
#include "base/text.h"
#include "tables/tables.h"

namespace sluice::cli {

void DeploymentOptions::declare_file(CLI::App& app) {
  app.add_option("-f,--file", file, "the YAML file with the map `deployment:`")
      ->required()
      ->type_name("FILE");
  app.add_option("-o,--output", output, "text or json")->check(CLI::IsMember({"text", "json"}));
}

void DeploymentOptions::declare_effects(CLI::App& app) {
  app.add_flag("-y,--yes", yes, "do not ask");
  app.add_option("--timeout", timeout_seconds, "how long to wait for one resource, in seconds (600)")
      ->check(CLI::Range(1, 86400));
}

plan::ExecuteOptions DeploymentOptions::execute_options() const {
  plan::ExecuteOptions options;
  options.timeout = std::chrono::seconds(timeout_seconds);
  options.progress = [](const std::string& line) { base::log_info("{}", line); };
  return options;
}

std::expected<deploy::Deployment, int> open_deployment(const Command& command,
                                                       const DeploymentOptions& options) {
  Diagnostics findings;
  auto spec = deploy::load_spec(options.file, findings);
  if (!spec) return std::unexpected(report(command, spec.error(), kBadInput));
  if (print_findings(findings)) return std::unexpected(kBadInput);
  auto deployment = deploy::Deployment::from(std::move(*spec), tables::all_tables());
  if (!deployment) return std::unexpected(report(command, deployment.error()));
  return std::move(*deployment);
}

bool print_findings(const Diagnostics& findings) {
  fmt::print(stderr, "{}", findings.to_text());
  return findings.has_errors();
}

int report_execution(const Command& command, const plan::Execution& execution, const std::string& again) {
  for (const auto& [id, error] : execution.failures) {
    Error told = error;
    if (told.kind != ErrorKind::kInterrupted) (void)report(command, std::move(told).during("at " + id));
  }
  if (!execution.skipped.empty())
    fmt::print(stderr, "not reached: {}\n", base::join(execution.skipped, ", "));
  if (execution.interrupted) fmt::print(stderr, "interrupted; what was begun is finished and journalled\n");
  fmt::print(stderr, "changed={}. To go on from here:  {}\n", execution.changed(), again);
  return execution.interrupted ? kInterruptedExit : kApplyFailed;
}

bool colour_on_stdout() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) &&
         !(terminal && std::string_view(terminal) == "dumb");
}

Answer ask(const std::string& question) {
  if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) return {};
  fmt::print(stderr, "{} [y/N] ", question);
  std::string line;
  std::getline(std::cin, line);
  std::string word = base::to_lower_ascii(base::trim(line));
  return {true, word == "y" || word == "yes"};
}

}  // namespace sluice::cli
