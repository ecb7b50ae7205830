#include <fmt/format.h>

#include <cstdio>

#include "cli/commands.h"

namespace sluice::cli {
namespace {

class VersionCommand final : public Command {
 public:
  const char* name() const override { return "version"; }
  const char* summary() const override { return "print the version"; }
  void declare(CLI::App&) override {}
  int run() override {
    fmt::print("sluice {}\n", SLUICE_VERSION);
    return kDone;
  }
};

}  // namespace

std::unique_ptr<Command> make_version_command() {
  return std::make_unique<VersionCommand>();
}

}  // namespace sluice::cli
