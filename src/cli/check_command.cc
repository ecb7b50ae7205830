#include <fmt/format.h>

#include "cli/cluster_options.h"
#include "cli/commands.h"
#include "cli/finding_json.h"
#include "cluster/advice.h"
#include "deploy/spec.h"
#include "users/user_info.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Everything that is wrong with a file, at once, each with line, column and what to do. No AWS call, no
credentials. Looks at the cluster of the file, at its people (user_info), at memory settings and sizes, and at its
`deployment:` map.

  sluice check -f cluster.yml
  sluice check -f cluster.yml -o json      # for editors and CI: code, path, line, column, message, hint
  EXTRA_VARS="@cluster.yml" sluice check

Exit codes: 0 nothing wrong (warnings are fine), 2 something is.)";

class CheckCommand final : public Command {
 public:
  const char* name() const override { return "check"; }
  const char* summary() const override {
    return "find everything that is wrong with a file, without any call";
  }
  void declare(CLI::App& app) override {
    options_.declare_file(app);
    options_.declare_output(app);
    app.footer(kHelp);
  }

  int run() override {
    Diagnostics findings;
    auto cluster = cluster::load_cluster_file(options_.source(), cluster::Mode::kStrict,
                                              cluster::process_environment(), findings);
    if (!cluster) return report(*this, cluster.error(), kBadInput);
    const bool local_only = is_deployment_alone(cluster->document);
    if (local_only) findings = {};
    if (cluster->document.find("deployment")) deploy::check(cluster->document, cluster->file, findings);
    if (!local_only) check_beyond_the_body(*cluster, findings);
    findings.sort_by_place();
    return tell(findings);
  }

 private:
  // A file that has nothing but a deployment describes no cluster.
  static bool is_deployment_alone(const format::YamlNode& document) {
    for (const auto& [key, value] : document.entries)
      if (key == "instance_groups" || key == "instance_fleets" || key == "release_label" ||
          key == "ami_version")
        return false;
    return document.find("deployment") != nullptr;
  }

  static void check_beyond_the_body(const cluster::ClusterFile& cluster, Diagnostics& findings) {
    for (const auto& finding : findings.all())
      if (finding.code == "E100") return;
    users::check_users(cluster, findings);
    // Of a body that is not to be had, only what is wrong whatever the rest will be.
    const bool whole = !findings.has_errors();
    const Diagnostics advice = cluster::advise_findings(cluster);
    for (const auto& finding : advice.all())
      if (whole || finding.severity == base::Severity::kError) findings.add(finding);
    if (cluster.body.contains("AmiVersion"))
      findings.add({base::Severity::kError, "AMI versions can no longer be launched",
                    cluster.mark("ami_version"), "release_label: emr-5.36.2 instead of ami_version", "E123",
                    "ami_version"});
  }

  int tell(const Diagnostics& findings) const {
    if (options_.json())
      fmt::print("{}\n", finding_json(findings).dump(2));
    else
      fmt::print("{}{}", findings.to_text(), findings.has_errors() ? "" : "nothing is wrong with it\n");
    return findings.has_errors() ? kBadInput : kDone;
  }

  ClusterOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_check_command() {
  return std::make_unique<CheckCommand>();
}

}  // namespace sluice::cli
