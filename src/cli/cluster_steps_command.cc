#include <fmt/format.h>

#include "base/time.h"
#include "cli/cluster_commands.h"
#include "cli/text_table.h"
#include "cli/which_cluster.h"
#include "emr/cluster_view.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(The steps of a cluster, oldest first, with how long each took and why it failed.

  sluice cluster steps -f cluster.yml
  sluice cluster explain -f cluster.yml --step s-1ABC      # more about one that failed)";

using Json = nlohmann::ordered_json;

class ClusterStepsCommand final : public Command {
 public:
  const char* name() const override { return "steps"; }
  const char* summary() const override { return "the steps of a cluster and how they ended"; }
  void declare(CLI::App& app) override {
    which_.declare(app);
    app.footer(kHelp);
  }

  int run() override {
    auto chosen = which_.open(*this, true);
    if (!chosen) return chosen.error();
    auto steps = emr::list_steps(*chosen->api, chosen->id);
    if (!steps) return report(*this, steps.error());
    std::reverse(steps->begin(), steps->end());
    if (which_.json())
      fmt::print("{}\n", Json(*steps).dump(2));
    else
      print(*steps);
    return kDone;
  }

 private:
  static std::string duration(const Json& status) {
    const Json timeline = status.value("Timeline", Json::object());
    if (!timeline.contains("StartDateTime")) return "-";
    const double end =
        timeline.contains("EndDateTime")
            ? timeline["EndDateTime"].get<double>()
            : std::chrono::duration<double>(base::system_clock().now().time_since_epoch()).count();
    const auto seconds = static_cast<int64_t>(end - timeline["StartDateTime"].get<double>());
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  static void print(const std::vector<Json>& steps) {
    if (steps.empty()) {
      fmt::print("the cluster has no steps\n");
      return;
    }
    TextTable table{{"id", "state", "took", "name", "why"}, {}, {false, false, true, false, false}, {}};
    for (const Json& step : steps) {
      const Json& status = step.at("Status");
      const Json failure = status.value("FailureDetails", Json::object());
      table.rows.push_back({step.value("Id", ""), status.value("State", ""), duration(status),
                            step.value("Name", ""),
                            failure.value("Message", failure.value("Reason", std::string()))});
    }
    fmt::print("{}", table.to_text(0, false));
  }

  WhichCluster which_;
};

}  // namespace

std::unique_ptr<Command> make_cluster_steps_command() {
  return std::make_unique<ClusterStepsCommand>();
}

}  // namespace sluice::cli
