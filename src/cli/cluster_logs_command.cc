#include <fmt/format.h>

#include "base/text.h"
#include "cli/cluster_commands.h"
#include "cli/which_cluster.h"
#include "emr/cluster_view.h"
#include "emr/log_files.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(What EMR copied of a cluster's logs to its log_uri, read from S3; passwords are shown as ***.

  sluice cluster logs -f cluster.yml                      # the list of files
  sluice cluster logs -f cluster.yml --step s-1ABC        # stderr, stdout, controller and syslog of a step
  sluice cluster logs -f cluster.yml --step "Install MySQL connector for Sqoop" --log stderr --tail 20
  sluice cluster logs j-2AXX --node i-0abc                # of a node: bootstrap actions, daemons

EMR copies logs every few minutes, and when the cluster ends.)";

using Json = nlohmann::ordered_json;

class ClusterLogsCommand final : public Command {
 public:
  const char* name() const override { return "logs"; }
  const char* summary() const override { return "logs of a cluster, a step or a node"; }
  void declare(CLI::App& app) override {
    which_.declare(app);
    app.add_option("--step", step_, "id or name of a step")->type_name("STEP");
    app.add_option("--node", node_, "id of an instance")->type_name("i-ID")->excludes("--step");
    app.add_option("--log", file_, "only files whose name begins so: stderr, syslog, …")->type_name("NAME");
    app.add_option("--tail", tail_, "only the last lines of each file")
        ->type_name("LINES")
        ->check(CLI::PositiveNumber);
    app.footer(kHelp);
  }

  int run() override {
    auto chosen = which_.open(*this, true);
    if (!chosen) return chosen.error();
    auto files = find(*chosen->api, chosen->id);
    if (!files) return report(*this, files.error());
    if (which_.json() || (step_.empty() && node_.empty() && file_.empty())) return list(*files);
    for (const emr::LogFile& file : *files) {
      auto text = emr::read_log(*chosen->api, file);
      if (!text) return report(*this, text.error());
      print(file, *text);
    }
    return kDone;
  }

 private:
  Result<std::string> below(aws::Api& api, const std::string& id) const {
    if (!node_.empty()) return "node/" + node_ + "/";
    if (step_.empty()) return std::string();
    SLUICE_TRY(const auto steps, emr::list_steps(api, id));
    for (const Json& step : steps)
      if (step.value("Id", "") == step_ || step.value("Name", "") == step_)
        return "steps/" + step.value("Id", "") + "/";
    return fail(ErrorKind::kNotFound, fmt::format("cluster {} has no step '{}'", id, step_),
                "sluice cluster steps " + id + " lists them");
  }

  Result<std::vector<emr::LogFile>> find(aws::Api& api, const std::string& id) const {
    SLUICE_TRY(const emr::ClusterView view, emr::view_cluster(api, id));
    const std::string folder = emr::log_folder_of(view);
    if (folder.empty())
      return fail(
          ErrorKind::kNotFound, fmt::format("cluster {} keeps no logs", id),
          "set log_uri in the cluster file before the next launch; those of this one are on its master "
          "(sluice cluster ssh), in /mnt/var/log");
    SLUICE_TRY(const std::string part, below(api, id));
    SLUICE_TRY(auto files, emr::list_logs(api, view, part));
    std::erase_if(files, [&](const emr::LogFile& each) {
      return !each.key.substr(each.key.rfind('/') + 1).starts_with(file_);
    });
    if (files.empty())
      return fail(ErrorKind::kNotFound, fmt::format("there are no such logs in {}/{}/{}", folder, id, part),
                  "EMR copies logs every few minutes; try again a little later");
    return files;
  }

  int list(const std::vector<emr::LogFile>& files) const {
    Json out = Json::array();
    for (const emr::LogFile& file : files) {
      if (which_.json())
        out.push_back({{"uri", file.uri()}, {"bytes", file.size}});
      else
        fmt::print("{:>9}  {}\n", base::human_bytes(file.size), file.uri());
    }
    if (which_.json()) fmt::print("{}\n", out.dump(2));
    return kDone;
  }

  void print(const emr::LogFile& file, const std::string& text) const {
    fmt::print("==> {} <==\n", file.uri());
    if (tail_ > 0) {
      for (const std::string& line : emr::last_lines(text, static_cast<size_t>(tail_)))
        fmt::print("{}\n", line);
    } else {
      for (std::string_view line : base::split(text, '\n')) fmt::print("{}\n", emr::redacted(line));
    }
  }

  WhichCluster which_;
  std::string step_, node_, file_;
  int tail_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_cluster_logs_command() {
  return std::make_unique<ClusterLogsCommand>();
}

}  // namespace sluice::cli
