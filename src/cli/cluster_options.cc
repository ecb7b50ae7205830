#include "cli/cluster_options.h"

#include <fmt/format.h>

#include <cstdlib>

namespace sluice::cli {
namespace {

std::string from_environment() {
  const char* value = std::getenv("EXTRA_VARS");
  return value ? value : "";
}

}  // namespace

void ClusterOptions::declare_file(CLI::App& app) {
  auto* by_file = app.add_option("-f,--file", file, "the cluster file")->type_name("FILE");
  app.add_option("-e,--extra-vars", extra_vars,
                 "as Ansible takes it: \"@FILE\", a mapping, or \"k=v k2=v2\"; else the variable EXTRA_VARS")
      ->type_name("TEXT")
      ->excludes(by_file);
}

void ClusterOptions::declare_output(CLI::App& app) {
  app.add_option("-o,--output", output, "text or json")->check(CLI::IsMember({"text", "json"}));
}

bool ClusterOptions::given() const {
  return !file.empty() || !extra_vars.empty() || !from_environment().empty();
}

std::string ClusterOptions::arguments() const {
  if (!file.empty()) return "-f " + file;
  if (!extra_vars.empty()) return "-e '" + extra_vars + "'";
  return {};
}

std::expected<cluster::ClusterFile, int> open_cluster_file(const Command& command,
                                                           const ClusterOptions& options,
                                                           cluster::Mode mode) {
  std::string source = options.extra_vars.empty() ? from_environment() : options.extra_vars;
  if (!options.file.empty()) source = "@" + options.file;
  Diagnostics findings;
  auto file = cluster::load_cluster_file(source, mode, cluster::process_environment(), findings);
  if (!file) {
    report(command, file.error());
    return std::unexpected(kBadInput);
  }
  fmt::print(stderr, "{}", findings.to_text());
  if (findings.has_errors()) return std::unexpected(kBadInput);
  return std::move(*file);
}

}  // namespace sluice::cli
