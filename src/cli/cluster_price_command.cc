#include <fmt/format.h>

#include "cli/cluster_aws.h"
#include "cli/cluster_commands.h"
#include "cli/cluster_options.h"
#include "emr/price.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(What the cluster of a file costs per hour, by group: EC2, EMR, EBS, the bid beside the spot market, and the sum if
all spot fell back to on-demand. What is not known is told as unknown, never as 0.

  sluice cluster price -f cluster.yml
  sluice cluster price -f cluster.yml --max-hourly 2.50

Exit codes: 0 done, 2 bad file, 3 above --max-hourly, or unknown with it.)";

class ClusterPriceCommand final : public Command {
 public:
  const char* name() const override { return "price"; }
  const char* summary() const override { return "what it costs per hour; creates nothing"; }
  void declare(CLI::App& app) override {
    options_.declare_file(app);
    options_.declare_output(app);
    app.add_option("--max-hourly", max_hourly_, "fail if it costs more, or if its price is not known")
        ->type_name("USD")
        ->check(number_from_zero());
    app.footer(kHelp);
  }

  int run() override {
    auto cluster = open_cluster_file(*this, options_);
    if (!cluster) return cluster.error();
    auto api = open_aws(*this, cluster->region);
    if (!api) return api.error();
    const emr::Price price = emr::price(**api, *cluster);
    fmt::print("{}", options_.json() ? emr::to_json(price).dump(2) + "\n" : emr::to_text(price));
    if (!max_hourly_) return kDone;
    const Diagnostics budget = emr::check_budget(price, *max_hourly_);
    fmt::print(stderr, "{}", budget.to_text());
    return budget.has_errors() ? kPreflightFailed : kDone;
  }

 private:
  ClusterOptions options_;
  std::optional<double> max_hourly_;
};

}  // namespace

std::unique_ptr<Command> make_cluster_price_command() {
  return std::make_unique<ClusterPriceCommand>();
}

}  // namespace sluice::cli
