#include <fmt/format.h>

#include "aws/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cluster_commands.h"
#include "cli/which_cluster.h"
#include "emr/cluster_view.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(State, nodes, master, tags and steps of one cluster.

  sluice cluster show -f cluster.yml
  sluice cluster show j-2AXXXXXXGAPLF --region eu-west-1 -o json)";

using Json = nlohmann::ordered_json;

class ClusterShowCommand final : public Command {
 public:
  const char* name() const override { return "show"; }
  const char* summary() const override { return "state, nodes, master and steps of a cluster"; }
  void declare(CLI::App& app) override {
    which_.declare(app);
    app.footer(kHelp);
  }

  int run() override {
    auto chosen = which_.open(*this, true);
    if (!chosen) return chosen.error();
    auto view = emr::view_cluster(*chosen->api, chosen->id);
    if (!view) return report(*this, view.error());
    auto master = emr::find_master(*chosen->api, *view);
    if (!master) return report(*this, master.error());
    auto steps = emr::list_steps(*chosen->api, chosen->id);
    if (!steps) return report(*this, steps.error());
    if (which_.json())
      fmt::print("{}\n", json_of(*view, master->value_or(emr::MasterNode{}), *steps).dump(2));
    else
      print(*view, *master, *steps);
    return kDone;
  }

 private:
  static std::string time_text(const Json& timeline, const char* name) {
    if (!timeline.contains(name)) return "-";
    return base::format_datetime(aws::time_of(timeline[name]));
  }

  static void print(const emr::ClusterView& view, const std::optional<emr::MasterNode>& master,
                    const std::vector<Json>& steps) {
    const Json status = view.cluster.value("Status", Json::object());
    const Json timeline = status.value("Timeline", Json::object());
    fmt::print("{}  {}  {}\n", view.id, view.name, view.state);
    if (!view.reason.empty())
      fmt::print("  {}{}{}\n", view.reason_code, view.reason_code.empty() ? "" : ": ", view.reason);
    fmt::print("  release  {}\n", view.cluster.value("ReleaseLabel", "-"));
    fmt::print("  created  {}   ready {}   ended {}   (UTC)\n", time_text(timeline, "CreationDateTime"),
               time_text(timeline, "ReadyDateTime"), time_text(timeline, "EndDateTime"));
    fmt::print("  logs     {}\n", view.cluster.value("LogUri", "none: the file has no log_uri"));
    if (master)
      fmt::print("  master   {}  {}  {}\n", master->private_ip, master->public_dns, master->instance_id);
    for (const emr::NodeGroup& group : view.groups)
      fmt::print("  {:<7}  {} {} of {}  {}\n", base::to_lower_ascii(group.role), group.type, group.running,
                 group.requested, group.state);
    for (const Json& tag : view.cluster.value("Tags", Json::array()))
      fmt::print("  tag      {}={}\n", tag.value("Key", ""), tag.value("Value", ""));
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
      fmt::print("  step     {}  {:<9}  {}\n", step->value("Id", ""), step->at("Status").value("State", ""),
                 step->value("Name", ""));
  }

  static Json json_of(const emr::ClusterView& view, const emr::MasterNode& master,
                      const std::vector<Json>& steps) {
    Json out{{"id", view.id},
             {"name", view.name},
             {"state", view.state},
             {"reason_code", view.reason_code},
             {"reason", view.reason},
             {"master_private_ip", master.private_ip},
             {"master_public_dns_name", master.public_dns},
             {"groups", Json::array()}};
    for (const emr::NodeGroup& group : view.groups)
      out["groups"].push_back({{"name", group.name},
                               {"role", group.role},
                               {"type", group.type},
                               {"state", group.state},
                               {"requested", group.requested},
                               {"running", group.running}});
    out["steps"] = Json(steps);
    out["cluster"] = view.cluster;
    return out;
  }

  WhichCluster which_;
};

}  // namespace

std::unique_ptr<Command> make_cluster_show_command() {
  return std::make_unique<ClusterShowCommand>();
}

}  // namespace sluice::cli
