#include <fmt/format.h>

#include "cli/cluster_commands.h"
#include "cli/cluster_options.h"
#include "cli/finding_json.h"
#include "cluster/advice.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Containers per node, wasted memory and the default number of reducers, from the file alone; and what would be
better: memory settings, instance types, spot bids. Asks nobody.

  sluice cluster advise -f cluster.yml

Exit codes: 0 done, 2 bad file, 3 memory settings with which jobs would fail.)";

class ClusterAdviseCommand final : public Command {
 public:
  const char* name() const override { return "advise"; }
  const char* summary() const override { return "containers per node, and better settings"; }
  void declare(CLI::App& app) override {
    options_.declare_file(app);
    options_.declare_output(app);
    app.footer(kHelp);
  }

  int run() override {
    auto cluster = open_cluster_file(*this, options_);
    if (!cluster) return cluster.error();
    Diagnostics findings = cluster::advise_findings(*cluster);
    findings.sort_by_place();
    const cluster::Advice advice = cluster::advise(*cluster);
    if (options_.json()) {
      aws::Json out = cluster::to_json(advice);
      out["findings"] = finding_json(findings);
      fmt::print("{}\n", out.dump(2));
    } else {
      fmt::print("{}{}", cluster::to_text(advice), findings.to_text());
    }
    return findings.has_errors() ? kPreflightFailed : kDone;
  }

 private:
  ClusterOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_cluster_advise_command() {
  return std::make_unique<ClusterAdviseCommand>();
}

}  // namespace sluice::cli
