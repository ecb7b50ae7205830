#include <fmt/format.h>

#include "cli/cluster_aws.h"
#include "cli/cluster_commands.h"
#include "cli/cluster_options.h"
#include "cli/finding_json.h"
#include "emr/preflight.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Looks at everything that would make a launch fail, all at once: credentials and permissions, release, types,
subnet and routes, roles, quotas, objects in S3, spot bids. Reads only.

  sluice cluster preflight -f cluster.yml
  sluice cluster preflight -f cluster.yml -o json

What may not be looked at is a warning. Exit codes: 0 nothing stands in the way, 2 bad file, 3 something does.)";

class ClusterPreflightCommand final : public Command {
 public:
  const char* name() const override { return "preflight"; }
  const char* summary() const override { return "find what would make a launch fail; creates nothing"; }
  void declare(CLI::App& app) override {
    options_.declare_file(app);
    options_.declare_output(app);
    app.footer(kHelp);
  }

  int run() override {
    auto cluster = open_cluster_file(*this, options_);
    if (!cluster) return cluster.error();
    auto api = open_aws(*this, cluster->region);
    if (!api) return api.error();
    const emr::Preflight found = emr::preflight(**api, *cluster);
    const bool stands = found.findings.has_errors();
    if (options_.json()) {
      const aws::Json subnet = found.subnet.empty() ? aws::Json() : aws::Json(found.subnet);
      fmt::print(
          "{}\n",
          aws::Json{{"ok", !stands}, {"subnet", subnet}, {"findings", finding_json(found.findings)}}.dump(2));
    } else {
      fmt::print("{}", found.findings.to_text());
      if (!found.subnet.empty()) fmt::print("subnet: {}\n", found.subnet);
      fmt::print("{}\n", stands ? "something stands in the way" : "nothing stands in the way");
    }
    return stands ? kPreflightFailed : kDone;
  }

 private:
  ClusterOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_cluster_preflight_command() {
  return std::make_unique<ClusterPreflightCommand>();
}

}  // namespace sluice::cli
