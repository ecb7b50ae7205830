#include <fmt/format.h>
#include <unistd.h>

#include "base/files.h"
#include "cli/cluster_commands.h"
#include "cli/which_cluster.h"
#include "emr/cluster_view.h"
#include "emr/launch_record.h"
#include "users/connection.h"
#include "users/host_program.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(A shell on the master, through the system's ssh: your configuration, agent and jump hosts count. The master's
host key is kept beside the cluster file, one file for each cluster.

  sluice cluster ssh -f cluster.yml
  sluice cluster ssh -f cluster.yml --private-key ~/.ssh/mykey.pem -- yarn application -list
  sluice cluster ssh --cluster ETL --bastion me@bastion.example.org --print     # shows the command only)";

class ClusterSshCommand final : public Command {
 public:
  const char* name() const override { return "ssh"; }
  const char* summary() const override { return "log in to the master"; }
  void declare(CLI::App& app) override {
    which_.declare_without_positional(app);
    app.add_option("--user", connection_.user, "user to log in as (hadoop)");
    app.add_option("--private-key", connection_.private_key,
                   "else the keys of the agent and of ssh's defaults")
        ->type_name("FILE");
    app.add_option("--bastion", connection_.bastion, "go through this host")->type_name("[USER@]HOST");
    app.add_flag("--public", public_, "the master's public address instead of the private one");
    app.add_flag("--print", print_, "show the command, do not run it");
    app.add_option("COMMAND", remote_, "to run instead of a shell; put -- in front of it");
    app.footer(kHelp);
  }

  int run() override {
    auto chosen = which_.open(*this, false);
    if (!chosen) return chosen.error();
    auto address = master_address(*chosen);
    if (!address) return report(*this, address.error());
    const std::string state = emr::state_folder(chosen->folder, chosen->name);
    if (Status made = base::make_folders(state); !made) return report(*this, made.error());
    connection_.known_hosts = state + "/known_hosts-" + chosen->id;
    if (Status fine = users::check_connection(connection_, {*address}); !fine)
      return report(*this, fine.error());
    auto command = users::ssh_command(connection_, *address);
    if (!command) return report(*this, command.error());
    // A person is there to type a passphrase.
    for (size_t i = 0; i + 1 < command->size(); ++i)
      if ((*command)[i + 1] == "BatchMode=yes") {
        command->erase(command->begin() + static_cast<std::ptrdiff_t>(i),
                       command->begin() + static_cast<std::ptrdiff_t>(i) + 2);
        break;
      }
    command->insert(command->end(), remote_.begin(), remote_.end());
    return print_ ? show(*command) : become(*command);
  }

 private:
  Result<std::string> master_address(const ChosenCluster& chosen) const {
    SLUICE_TRY(const emr::ClusterView view, emr::view_cluster(*chosen.api, chosen.id));
    SLUICE_TRY(const auto master, emr::find_master(*chosen.api, view));
    if (!master)
      return fail(ErrorKind::kUnavailable,
                  fmt::format("cluster {} has no running master; it is {}", chosen.id, view.state),
                  "sluice cluster show " + chosen.id);
    if (public_ && master->public_ip.empty())
      return fail(ErrorKind::kNotFound, "the master has no public address",
                  "leave --public out, or use --bastion");
    return public_ ? master->public_ip : master->private_ip;
  }

  static int show(const std::vector<std::string>& command) {
    for (const std::string& word : command) {
      const bool plain = !word.empty() && word.find_first_not_of(
                                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789@%_+=:,./-") == std::string::npos;
      fmt::print("{}{}", &word == &command.front() ? "" : " ", plain ? word : users::shell_quoted(word));
    }
    fmt::print("\n");
    return kDone;
  }

  int become(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    return report(*this, base::system_error(errno, "cannot run " + command[0]));
  }

  WhichCluster which_;
  users::Connection connection_;
  std::vector<std::string> remote_;
  bool public_ = false, print_ = false;
};

}  // namespace

std::unique_ptr<Command> make_cluster_ssh_command() {
  return std::make_unique<ClusterSshCommand>();
}

}  // namespace sluice::cli
