#include "cli/cluster_options.h"

#include <fmt/format.h>

#include <cstdlib>
#include <functional>

namespace sluice::cli {
namespace {

std::string from_environment() {
  const char* value = std::getenv("EXTRA_VARS");
  return value ? value : "";
}

using Loaded = std::expected<cluster::ClusterFile, int>;

Loaded open(const Command& command, const ClusterOptions& options, cluster::Mode mode,
            const std::function<bool(const base::Diagnostic&)>& counts, Diagnostics* told) {
  Diagnostics all, findings;
  auto file = cluster::load_cluster_file(options.source(), mode, cluster::process_environment(), all);
  if (!file) {
    report(command, file.error());
    if (told) told->error(file.error().message, {}, file.error().hint);
    return std::unexpected(kBadInput);
  }
  for (const base::Diagnostic& finding : all.all())
    if (counts(finding)) findings.add(finding);
  fmt::print(stderr, "{}", findings.to_text());
  if (told) told->append(findings);
  if (findings.has_errors()) return std::unexpected(kBadInput);
  return std::move(*file);
}

bool is_about_people(const base::Diagnostic& finding) {
  if (finding.path.empty() || finding.code == "E100" || finding.code == "W101") return true;
  for (const char* key : {"user_info", "USER_CMD_PROMPT", "user_rbash_links"})
    if (finding.path.starts_with(key)) return true;
  return false;
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
  app.add_option("-o,--output,--format", output, "text or json")->check(CLI::IsMember({"text", "json"}));
}

std::string ClusterOptions::source() const {
  if (!file.empty()) return "@" + file;
  return extra_vars.empty() ? from_environment() : extra_vars;
}

bool ClusterOptions::given() const {
  return !source().empty();
}

std::string ClusterOptions::arguments() const {
  if (!file.empty()) return "-f " + file;
  if (!extra_vars.empty()) return "-e '" + extra_vars + "'";
  return {};
}

Loaded open_cluster_file(const Command& command, const ClusterOptions& options, cluster::Mode mode,
                         Diagnostics* told) {
  return open(command, options, mode, [](const base::Diagnostic&) { return true; }, told);
}

Loaded open_people_file(const Command& command, const ClusterOptions& options) {
  return open(command, options, cluster::Mode::kStrict, is_about_people, nullptr);
}

}  // namespace sluice::cli
