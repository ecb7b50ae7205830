#include "cli/find_deployment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/files.h"
#include "deploy/spec.h"

namespace sluice::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = ".sluice";
constexpr const char* kName = "deployment.json";

std::vector<std::string> deployments_here() {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(kFolder, ignored))
    if (const fs::path file = entry.path() / kName; fs::exists(file, ignored)) found.push_back(file.string());
  std::ranges::sort(found);
  return found;
}

// Where `sluice apply -f FILE` wrote what it built.
Result<std::string> of_cluster_file(const std::string& file) {
  Diagnostics findings;
  SLUICE_TRY(const deploy::Spec spec, deploy::load_spec(file, findings));
  if (findings.has_errors())
    return fail(ErrorKind::kInvalidInput, file + " has faults",
                fmt::format("sluice plan -f {} lists them", file));
  if (!base::file_exists(spec.deployment_file()))
    return fail(ErrorKind::kNotFound, fmt::format("the deployment '{}' of {} is not there", spec.name, file),
                fmt::format("sluice apply -f {}", file));
  return spec.deployment_file();
}

Result<std::string> choose(const std::string& flag) {
  if (flag.ends_with(".yml") || flag.ends_with(".yaml")) return of_cluster_file(flag);
  if (!flag.empty()) return flag;
  const char* variable = std::getenv("SLUICE_DEPLOYMENT");
  if (variable != nullptr && *variable != '\0') return std::string(variable);
  std::vector<std::string> found = deployments_here();
  if (found.size() == 1) return found[0];
  if (found.empty())
    return fail(
        ErrorKind::kNotFound, fmt::format("no deployment here: there is no {}/*/{}", kFolder, kName),
        "make one with `sluice apply -f cluster.yml`, or name one: --deployment FILE, or --store DSN");
  std::string message = "several deployments are here; choose one with --deployment FILE:";
  for (const std::string& path : found) message += "\n    " + path;
  return fail(ErrorKind::kInvalidInput, message);
}

}  // namespace

std::string FoundDeployment::folder() const {
  return base::parent_folder(path);
}

Result<FoundDeployment> find_deployment(const std::string& flag) {
  SLUICE_TRY(const std::string path, choose(flag));
  SLUICE_TRY(format::DeploymentFile file, format::DeploymentFile::load(path));
  return FoundDeployment{path, std::move(file)};
}

Result<store::Dsn> store_dsn(const FoundDeployment& deployment, const std::string& role) {
  const format::DeploymentFile::ResultStore& from = deployment.file.result_store;
  const auto user = from.users.find(role);
  if (user == from.users.end())
    return fail(ErrorKind::kInvalidInput,
                fmt::format("{}: its result store has no user for the role '{}'", deployment.path, role),
                "run `sluice apply` again");
  store::Dsn dsn;
  dsn.host = from.host;
  dsn.port = from.port;
  dsn.socket = from.socket;
  dsn.database = from.database;
  dsn.tls = from.tls ? "on" : "off";
  dsn.user = user->second.name;
  dsn.password = user->second.password;
  return dsn;
}

}  // namespace sluice::cli
