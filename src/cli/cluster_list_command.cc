#include <fmt/format.h>

#include "aws/instant.h"
#include "base/text.h"
#include "cli/cluster_aws.h"
#include "cli/cluster_commands.h"
#include "cli/cluster_options.h"
#include "cli/text_table.h"
#include "emr/cluster_body.h"
#include "emr/cluster_lookup.h"
#include "emr/cluster_view.h"
#include "emr/price.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Every live cluster of the account in a region, whoever launched it; `owned` ones carry sluice's tags.

  sluice cluster list --region eu-west-1
  sluice cluster list --all              # those of the last 14 days that ended, too
  sluice cluster list --cost -o json     # with what each has cost so far)";

using Json = nlohmann::ordered_json;
constexpr std::chrono::days kRemembered{14};

struct Line {
  emr::ClusterSummary cluster;
  emr::ClusterView view;
  int nodes = 0;
  bool owned = false;
  std::optional<double> dollars;  // so far
};

std::string age_text(std::chrono::seconds age) {
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(age).count();
  if (hours >= 48) return fmt::format("{} days", hours / 24);
  if (hours >= 1) return fmt::format("{} h {:02} min", hours, (age.count() / 60) % 60);
  return fmt::format("{} min", age.count() / 60);
}

class ClusterListCommand final : public Command {
 public:
  const char* name() const override { return "list"; }
  const char* summary() const override { return "the clusters that are there, their age and what they cost"; }

  void declare(CLI::App& app) override {
    app.alias("ls");
    app.add_option("--region", region_, "else AWS_REGION or the profile's");
    app.add_flag("--all", all_, "those that ended in the last 14 days, too");
    app.add_flag("--cost", cost_,
                 "ask for prices: what each has cost so far, \"unknown\" where that is not known");
    output_.declare_output(app);
    app.footer(kHelp);
  }

  int run() override {
    auto api = open_aws(*this, region_);
    if (!api) return api.error();
    auto lines = gather(**api);
    if (!lines) return report(*this, lines.error());
    if (output_.json())
      print_json(*lines);
    else
      print_table(*lines);
    return kDone;
  }

 private:
  Result<std::vector<Line>> gather(aws::Api& api) const {
    SLUICE_TRY(auto clusters,
               emr::list_clusters(api, {"STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"}));
    if (all_) {  // a call of its own: a live one may be older than what is remembered
      SLUICE_TRY(const auto ended, emr::list_clusters(api, {"TERMINATED", "TERMINATED_WITH_ERRORS"},
                                                      base::system_clock().now() - kRemembered));
      clusters.insert(clusters.end(), ended.begin(), ended.end());
    }
    std::vector<Line> lines;
    for (emr::ClusterSummary& cluster : clusters) {
      Line line;
      line.cluster = std::move(cluster);
      SLUICE_TRY(line.view, emr::view_cluster(api, line.cluster.id));
      for (const emr::NodeGroup& group : line.view.groups) line.nodes += group.running;
      line.owned = line.view.tag("sluice:deployment").has_value();
      if (cost_) line.dollars = cost_so_far(api, line);
      lines.push_back(std::move(line));
    }
    return lines;
  }

  // Today's price for its whole age: an estimate, told as one.
  static std::optional<double> cost_so_far(aws::Api& api, const Line& line) {
    cluster::ClusterFile file;
    file.name = line.cluster.name;
    file.region = api.region();
    file.body = emr::body_of(line.view, {}, {});
    const emr::Price price = emr::price(api, file);
    if (!price.per_hour) return std::nullopt;
    return *price.per_hour * std::chrono::duration<double, std::ratio<3600>>(age(line)).count();
  }

  static std::chrono::seconds age(const Line& line) {
    const auto& status = line.view.cluster.value("Status", Json::object());
    const auto& timeline = status.value("Timeline", Json::object());
    base::Micros end = base::system_clock().now();
    if (timeline.contains("EndDateTime")) end = aws::time_of(timeline["EndDateTime"]);
    return std::chrono::duration_cast<std::chrono::seconds>(end - line.cluster.created);
  }

  void print_table(const std::vector<Line>& lines) const {
    TextTable table{
        {"id", "name", "state", "age", "nodes", "owned"}, {}, {false, false, false, true, true, false}, {}};
    if (cost_) {
      table.header.push_back("USD so far");
      table.numeric.push_back(true);
    }
    for (const Line& line : lines) {
      std::vector<std::string> row{
          line.cluster.id,     line.cluster.name,          line.cluster.state,
          age_text(age(line)), std::to_string(line.nodes), line.owned ? "sluice" : "-"};
      if (cost_) row.push_back(line.dollars ? fmt::format("{:.2f}", *line.dollars) : "unknown");
      table.rows.push_back(std::move(row));
    }
    if (lines.empty()) {
      fmt::print("no cluster is there\n");
      return;
    }
    fmt::print("{}", table.to_text(0, false));
    if (cost_) fmt::print(stderr, "USD so far: today's price times age, an estimate\n");
  }

  static void print_json(const std::vector<Line>& lines) {
    Json out = Json::array();
    for (const Line& line : lines) {
      Json row{{"id", line.cluster.id},
               {"name", line.cluster.name},
               {"state", line.cluster.state},
               {"created", base::format_datetime(line.cluster.created)},
               {"age_seconds", age(line).count()},
               {"nodes", line.nodes},
               {"normalized_instance_hours", line.view.cluster.value("NormalizedInstanceHours", 0)},
               {"owned", line.owned}};
      row["usd_so_far"] = line.dollars ? Json(*line.dollars) : Json();
      out.push_back(std::move(row));
    }
    fmt::print("{}\n", out.dump(2));
  }

  std::string region_;
  bool all_ = false, cost_ = false;
  ClusterOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_cluster_list_command() {
  return std::make_unique<ClusterListCommand>();
}

}  // namespace sluice::cli
