#include "format/deployment_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/files.h"

namespace sluice::format {

using Json = nlohmann::ordered_json;

std::string DeploymentFile::to_json() const {
  Json users = Json::object();
  for (const auto& [role, user] : result_store.users)
    users[role] = {{"name", user.name}, {"password", user.password}};
  Json out = {{"format", 1},
              {"deployment", deployment},
              {"target", target},
              {"result_store",
               {{"host", result_store.host},
                {"port", result_store.port},
                {"socket", result_store.socket},
                {"database", result_store.database},
                {"tls", result_store.tls},
                {"users", users}}},
              {"buckets", Json::object()}};
  for (const auto& [name, where] : buckets) out["buckets"][name] = where;
  return out.dump(2) + "\n";
}

Result<DeploymentFile> DeploymentFile::parse(const std::string& text, const std::string& file_name) {
  auto damaged = [&](const std::string& why) {
    return fail(Error(ErrorKind::kCorrupt, "not a deployment file: " + why,
                      "run `sluice apply` again; it writes the file anew")
                    .at({file_name, 0, 0}));
  };
  try {
    Json in = Json::parse(text);
    if (in.value("format", 0) != 1) return damaged("its format is not 1");
    DeploymentFile out;
    out.deployment = in.at("deployment");
    out.target = in.at("target");
    const Json& store = in.at("result_store");
    out.result_store = {store.at("host"),     store.at("port"),          store.value("socket", ""),
                        store.at("database"), store.value("tls", false), {}};
    for (const auto& [role, user] : store.at("users").items())
      out.result_store.users[role] = {user.at("name"), user.at("password")};
    for (const auto& [name, where] : in.at("buckets").items()) out.buckets[name] = where;
    return out;
  } catch (const nlohmann::json::exception& e) {
    return damaged(e.what());
  }
}

Result<DeploymentFile> DeploymentFile::load(const std::string& path) {
  SLUICE_TRY(std::string text, base::read_file(path));
  return parse(text, path);
}

}  // namespace sluice::format
