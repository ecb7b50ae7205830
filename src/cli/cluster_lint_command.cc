#include <fmt/format.h>

#include "base/files.h"
#include "cli/cluster_commands.h"
#include "cli/cluster_options.h"
#include "cluster/lint.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Lists names, types and forms of earlier times: TERMINATE_JOB_FLOW, job_flow_role, master_instance_num …,
tags as a map, application names of another release, instance types of a previous generation, old steps.
With --fix the file is rewritten in place; comments and layout stay. What has no fix is told.

  sluice cluster lint -f cluster.yml
  sluice cluster lint -f cluster.yml --fix && sluice check -f cluster.yml

Exit codes: 0 told, or nothing to tell; 1 the file cannot be written; 2 it cannot be read.)";

class ClusterLintCommand final : public Command {
 public:
  const char* name() const override { return "lint"; }
  const char* summary() const override {
    return "find obsolete names and forms; --fix brings them up to date";
  }
  void declare(CLI::App& app) override {
    app.add_option("-f,--file", file_, "the cluster file")->type_name("FILE")->required();
    app.add_flag("--fix", fix_, "rewrite the file in place");
    app.footer(kHelp);
  }

  int run() override {
    auto text = base::read_file(file_);
    if (!text) return report(*this, text.error(), kBadInput);
    auto found = cluster::lint(*text, file_);
    if (!found) return report(*this, found.error(), kBadInput);
    fmt::print("{}", found->findings.to_text());
    if (found->edits.empty() || !fix_) {
      if (!found->edits.empty())
        fmt::print(stderr, "bring it up to date:  sluice cluster lint --fix -f {}\n", file_);
      return kDone;
    }
    const std::string fixed = cluster::edited(*text, found->edits);
    if (auto written = base::write_file_atomically(file_, fixed); !written)
      return report(*this, written.error());
    fmt::print(stderr, "{} rewritten\n", file_);
    return kDone;
  }

 private:
  std::string file_;
  bool fix_ = false;
};

}  // namespace

std::unique_ptr<Command> make_cluster_lint_command() {
  return std::make_unique<ClusterLintCommand>();
}

}  // namespace sluice::cli
