#include "cli/store_options.h"

#include <algorithm>
#include <cstdlib>

#include "cli/find_deployment.h"

namespace sluice::cli {
namespace {

constexpr int kPatienceSeconds = 2;  // to connect; ten times that for a reply

}  // namespace

void StoreOptions::declare(CLI::App& app) {
  auto* file = app.add_option("-f,--deployment", deployment,
                              "deployment to work on: its cluster.yml or deployment.json; else "
                              "SLUICE_DEPLOYMENT, else the only "
                              ".sluice/*/deployment.json")
                   ->type_name("FILE");
  app.add_option("--store", store,
                 "result store instead of a deployment's: mysql://USER@HOST:PORT/DATABASE?password=file:PATH")
      ->type_name("DSN")
      ->excludes(file);
}

Result<store::Dsn> StoreOptions::read_dsn() const {
  store::Dsn dsn;
  if (!store.empty()) {
    SLUICE_TRY(dsn, store::Dsn::parse(store));
    if (dsn.database.empty())
      return fail(ErrorKind::kInvalidInput, "--store names no database", "mysql://USER@HOST:PORT/DATABASE");
  } else {
    SLUICE_TRY(const FoundDeployment found, find_deployment(deployment));
    SLUICE_TRY(dsn, store_dsn(found, "api"));
  }
  dsn.timeout_seconds = std::min(dsn.timeout_seconds, kPatienceSeconds);
  return dsn;
}

Result<std::string> StoreOptions::token_path(const std::string& flag) const {
  if (!flag.empty()) return flag;
  const char* variable = std::getenv("SLUICE_TOKENS");
  if (variable != nullptr && *variable != '\0') return std::string(variable);
  const Result<FoundDeployment> found = find_deployment(deployment);
  if (found) return found->folder() + "/tokens";
  Error error = found.error();
  error.hint = "name the token file: --tokens FILE or SLUICE_TOKENS";
  return fail(std::move(error));
}

}  // namespace sluice::cli
