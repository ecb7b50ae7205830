#include <fmt/format.h>

#include "cli/commands.h"
#include "cluster/file_schema.h"

namespace sluice::cli {
namespace {

constexpr const char* kHelp =
    R"(Editors complete and check a cluster file with it:

  sluice schema > cluster.schema.json
  # yaml-language-server: $schema=cluster.schema.json      as the first line of cluster.yml

The file itself is checked by  sluice check -f cluster.yml, which knows more than a schema can say.)";

class SchemaCommand final : public Command {
 public:
  const char* name() const override { return "schema"; }
  const char* summary() const override { return "print the JSON Schema of a cluster file, for editors"; }
  void declare(CLI::App& app) override { app.footer(kHelp); }
  int run() override {
    fmt::print("{}\n", cluster::file_schema().dump(2));
    fmt::print(stderr, "in cluster.yml:  # yaml-language-server: $schema=<this file>\n");
    return kDone;
  }
};

}  // namespace

std::unique_ptr<Command> make_schema_command() {
  return std::make_unique<SchemaCommand>();
}

}  // namespace sluice::cli
