#include "cli/command_group.h"

namespace sluice::cli {

CommandGroup::CommandGroup(std::string name, std::string summary,
                           std::vector<std::unique_ptr<Command>> members, std::string footer)
    : name_(std::move(name)),
      summary_(std::move(summary)),
      footer_(std::move(footer)),
      members_(std::move(members)) {
  set_group("");
}

void CommandGroup::set_group(const std::string& outer) {
  Command::set_group(outer);
  for (const auto& member : members_) member->set_group(title() + " ");
}

void CommandGroup::declare(CLI::App& app) {
  app.require_subcommand(1);
  for (const auto& member : members_) {
    apps_.push_back(app.add_subcommand(member->name(), member->summary()));
    member->declare(*apps_.back());
  }
  if (!footer_.empty()) app.footer(footer_);
}

int CommandGroup::run() {
  for (size_t i = 0; i < members_.size(); ++i)
    if (apps_[i]->parsed()) return members_[i]->run();
  return kBadInput;
}

}  // namespace sluice::cli
