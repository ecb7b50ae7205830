#include <fmt/format.h>

#include "cli/cluster_commands.h"
#include "cli/cluster_options.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Shows what a launch would send to EMR: the body of RunJobFlow. Pure: no AWS call, no credentials.

  sluice cluster render -f cluster.yml
  sluice cluster render -f cluster.yml --mode ansible -o json      # exactly what the Ansible role sent

Exit codes: 0 rendered, 2 the file is wrong.)";

class ClusterRenderCommand final : public Command {
 public:
  const char* name() const override { return "render"; }
  const char* summary() const override { return "show the body of RunJobFlow, without any AWS call"; }
  void declare(CLI::App& app) override {
    file_.declare_file(app);
    file_.declare_output(app);
    app.add_option("--mode", file_.mode, "strict: what sluice sends; ansible: what the reference sent")
        ->check(CLI::IsMember({"strict", "ansible"}));
    app.footer(kHelp);
  }

  int run() override {
    const auto mode = file_.mode == "ansible" ? cluster::Mode::kAnsible : cluster::Mode::kStrict;
    auto cluster = open_cluster_file(*this, file_, mode);
    if (!cluster) return cluster.error();
    if (!file_.json())
      fmt::print("# RunJobFlow in {}, digest {}\n", cluster->region, cluster::spec_digest(cluster->body));
    fmt::print("{}\n", cluster->body.dump(2, ' ', false, cluster::Json::error_handler_t::replace));
    return kDone;
  }

 private:
  ClusterOptions file_;
};

}  // namespace

std::unique_ptr<Command> make_cluster_render_command() {
  return std::make_unique<ClusterRenderCommand>();
}

}  // namespace sluice::cli
