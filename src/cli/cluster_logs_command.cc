#include <fmt/format.h>

#include <chrono>
#include <map>

#include "base/pause.h"
#include "base/text.h"
#include "cli/cluster_commands.h"
#include "cli/which_cluster.h"
#include "emr/cluster_lookup.h"
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
  sluice cluster logs j-2AXX --step s-1ABC --follow       # and what comes, until the step has ended

EMR copies logs every few minutes, and when the cluster ends: lines come late, and many at a time. --follow
looks on for a while after the end, and leaves off when nothing more comes; Ctrl-C ends it at any time.)";

using Json = nlohmann::ordered_json;

constexpr int kQuietLooksAtTheEnd = 10;  // five minutes, EMR's time between copies

class ClusterLogsCommand final : public Command {
 public:
  const char* name() const override { return "logs"; }
  const char* summary() const override { return "logs of a cluster, a step or a node"; }
  void declare(CLI::App& app) override {
    which_.declare(app);
    app.add_option("--step", step_, "id or name of a step")->type_name("STEP");
    app.add_option("--node", node_, "id of an instance")->type_name("i-ID")->excludes("--step");
    app.add_option("--log", file_, "only files whose name begins so: stderr, syslog, …")->type_name("NAME");
    app.add_option("--tail", tail_, "only the last lines of each file (20)")
        ->type_name("LINES")
        ->expected(0, 1)
        ->check(positive_number());
    app.add_flag("--follow", follow_, "go on with what comes, until the step or cluster has ended");
    app.add_option("--poll", poll_, "with --follow: time between looks (30)")
        ->type_name("SECONDS")
        ->check(positive_number());
    app.footer(kHelp);
  }

  int run() override {
    if (follow_ && which_.json())
      return report(*this,
                    Error{ErrorKind::kInvalidInput, "--follow prints lines, not JSON", "leave -o json out"});
    auto chosen = which_.open(*this, true);
    if (!chosen) return chosen.error();
    aws::Api& api = *chosen->api;
    auto view = emr::view_cluster(api, chosen->id);
    if (!view) return report(*this, view.error());
    auto step = step_id(api, chosen->id);
    if (!step) return report(*this, step.error());
    if (follow_) return follow(api, *view, *step);
    auto files = find(api, *view, *step);
    if (!files) return report(*this, files.error());
    if (files->empty())
      return report(*this, Error{ErrorKind::kNotFound, "cluster " + chosen->id + " has no such logs yet",
                                 "EMR copies logs every few minutes; try again a little later, or --follow"});
    if (which_.json() || (step_.empty() && node_.empty() && file_.empty())) return list(*files);
    for (const emr::LogFile& file : *files) {
      auto text = emr::read_log(*chosen->api, file);
      if (!text) return report(*this, text.error());
      print(file, *text);
    }
    return kDone;
  }

 private:
  // Of --step, an id or a name; empty without it.
  Result<std::string> step_id(aws::Api& api, const std::string& id) const {
    if (step_.empty()) return std::string();
    SLUICE_TRY(const auto steps, emr::list_steps(api, id));
    for (const Json& step : steps)
      if (step.value("Id", "") == step_ || step.value("Name", "") == step_) return step.value("Id", "");
    return fail(ErrorKind::kNotFound, fmt::format("cluster {} has no step '{}'", id, step_),
                "sluice cluster steps " + id + " lists them");
  }

  Result<std::vector<emr::LogFile>> find(aws::Api& api, const emr::ClusterView& view,
                                         const std::string& step) const {
    if (emr::log_folder_of(view).empty())
      return fail(
          ErrorKind::kNotFound, fmt::format("cluster {} keeps no logs", view.id),
          "set log_uri in the cluster file before the next launch; those of this one are on its master "
          "(sluice cluster ssh), in /mnt/var/log");
    const std::string part = !node_.empty() ? "node/" + node_ + "/"
                             : step.empty() ? ""
                                            : "steps/" + step + "/";
    SLUICE_TRY(auto files, emr::list_logs(api, view, part));
    std::erase_if(files, [&](const emr::LogFile& each) {
      return !each.key.substr(each.key.rfind('/') + 1).starts_with(file_);
    });
    return files;
  }

  // What a file had when it was last looked at.
  struct Shown {
    std::string version;
    size_t lines = 0;  // whole ones
    std::string rest;  // a copy may end in the middle of a line
  };

  int follow(aws::Api& api, emr::ClusterView view, const std::string& step) const {
    std::map<std::string, Shown> shown;
    for (int quiet = 0; quiet < kQuietLooksAtTheEnd;) {
      auto over = has_ended(api, view, step);
      if (!over) return report(*this, over.error());
      auto files = find(api, view, step);
      if (!files) return report(*this, files.error());
      bool news = false;
      for (const emr::LogFile& file : *files) {
        Shown& before = shown[file.key];
        if (before.version == file.version) continue;
        auto text = emr::read_log(api, file);
        if (!text) return report(*this, text.error());
        print_from(file, *text, before);
        news = true;
      }
      quiet = *over && !news ? quiet + 1 : 0;
      if (auto slept = base::pause(base::system_clock(),
                                   std::chrono::milliseconds(static_cast<int64_t>(poll_ * 1000)));
          !slept)
        return report(*this, slept.error());
      auto next = emr::view_cluster(api, view.id);
      if (!next) return report(*this, next.error());
      view = std::move(*next);
    }
    for (const auto& [key, last] : shown)
      if (!last.rest.empty()) fmt::print("==> {} <==\n{}\n", key, emr::redacted(last.rest));
    return kDone;
  }

  static Result<bool> has_ended(aws::Api& api, const emr::ClusterView& view, const std::string& step) {
    if (step.empty() || emr::is_over(view.state)) return emr::is_over(view.state);
    SLUICE_TRY(const auto steps, emr::list_steps(api, view.id));
    for (const Json& each : steps) {
      if (each.value("Id", "") != step) continue;
      const std::string state = each.at("Status").value("State", "");
      return state != "PENDING" && state != "RUNNING" && state != "CANCEL_PENDING";
    }
    return false;
  }

  // The lines that came since; all of them of a file that was begun anew.
  void print_from(const emr::LogFile& file, const std::string& text, Shown& before) const {
    auto lines = base::split(text, '\n');
    const std::string rest(lines.back());
    lines.pop_back();
    const size_t first = before.lines <= lines.size() ? before.lines : 0;
    const size_t begin = before.version.empty() && tail_ > 0
                             ? lines.size() - std::min(lines.size(), static_cast<size_t>(tail_))
                             : first;
    if (begin < lines.size()) fmt::print("==> {} <==\n", file.uri());
    for (size_t i = begin; i < lines.size(); ++i) fmt::print("{}\n", emr::redacted(lines[i]));
    std::fflush(stdout);
    before = {file.version, lines.size(), rest};
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
  bool follow_ = false;
  double poll_ = 30;
};

}  // namespace

std::unique_ptr<Command> make_cluster_logs_command() {
  return std::make_unique<ClusterLogsCommand>();
}

}  // namespace sluice::cli
