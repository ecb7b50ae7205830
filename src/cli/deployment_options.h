// What plan, apply, status and destroy have in common: their options, the deployment that the file describes,
// the terminal.
#pragma once

#include <string>

#include "cli/command.h"
#include "deploy/deployment.h"

namespace sluice::cli {

struct DeploymentOptions {
  std::string file;
  std::string output = "text";
  int timeout_seconds = 600;
  bool delete_data = false;
  bool yes = false;

  void declare_file(CLI::App& app);     // -f, -o
  void declare_effects(CLI::App& app);  // --yes, --timeout
  bool json() const { return output == "json"; }
  plan::PlanOptions plan_options() const { return {delete_data, false}; }
  plan::ExecuteOptions execute_options() const;  // progress goes to stderr
};

// The deployment of -f, or an exit code when it is not to be had; findings and errors are on stderr then.
std::expected<deploy::Deployment, int> open_deployment(const Command& command,
                                                       const DeploymentOptions& options);

// Findings on stderr; true if one of them is an error.
bool print_findings(const Diagnostics& findings);
// Failures and skipped steps of an execution on stderr, and how to go on. The exit code that fits.
int report_execution(const Command& command, const plan::Execution& execution, const std::string& again);

bool colour_on_stdout();
// "yes" typed at the terminal. Without a terminal: false, and `asked` is false.
struct Answer {
  bool asked = false;
  bool yes = false;
};
Answer ask(const std::string& question);

}  // namespace sluice::cli
