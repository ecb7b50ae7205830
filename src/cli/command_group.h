// A command that only holds others: `sluice cluster provision`, `sluice cluster step add`.
// Adding a member: its file, and its line in the list of the group (cluster_commands.cc, users_commands.cc).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"

namespace sluice::cli {

class CommandGroup final : public Command {
 public:
  CommandGroup(std::string name, std::string summary, std::vector<std::unique_ptr<Command>> members,
               std::string footer = {});
  const char* name() const override { return name_.c_str(); }
  const char* summary() const override { return summary_.c_str(); }
  void declare(CLI::App& app) override;
  int run() override;
  void set_group(const std::string& outer) override;

 private:
  std::string name_, summary_, footer_;
  std::vector<std::unique_ptr<Command>> members_;
  std::vector<CLI::App*> apps_;
};

}  // namespace sluice::cli
