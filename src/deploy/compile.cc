#include "deploy/compile.h"

namespace sluice::deploy {
namespace {

using plan::Properties, plan::Value, plan::Want;

Value server_outputs() {
  Value::Map all;
  for (const char* output : {"host", "port", "socket", "admin", "admin_password"})
    all[output] = Value::reference("store.server", output);
  return all;
}

Want secret(const Spec& spec, const std::string& name) {
  return {"secret." + name, "secret_file", {{"path", spec.state + "/secrets/" + name + ".password"}}, {}};
}

Want server(const Spec& spec) {
  Properties properties = {{"folder", Value::reference("store.data", "folder")},
                           {"collation", spec.result_store.collation},
                           {"admin_password", Value::reference("secret.admin", "reference")}};
  if (spec.result_store.port) properties["port"] = *spec.result_store.port;
  return {"store.server", "mariadb_server", std::move(properties), {}};
}

Want user(const Spec& spec, const std::string& role) {
  return {"store.user." + role,
          "database_user",
          {{"server", server_outputs()},
           {"name", role},
           {"role", role},
           {"database", spec.result_store.database},
           {"password", Value::reference("secret." + role, "reference")}},
          "store.data"};
}

}  // namespace

std::vector<Want> compile(const Spec& spec, const std::vector<std::string>& tables) {
  std::vector<Want> wants;
  for (const Spec::Bucket& bucket : spec.buckets)
    wants.push_back({"bucket." + bucket.name, "bucket_folder", {{"path", bucket.path}}, {}});
  for (const char* name : {"admin", "pipeline", "api"}) wants.push_back(secret(spec, name));
  wants.push_back({"store.data", "mariadb_data", {{"folder", spec.state + "/server"}}, {}});
  wants.push_back(server(spec));
  wants.push_back({"store.database",
                   "database",
                   {{"server", server_outputs()},
                    {"name", spec.result_store.database},
                    {"collation", spec.result_store.collation}},
                   "store.data"});
  wants.push_back(user(spec, "pipeline"));
  wants.push_back(user(spec, "api"));
  wants.push_back({"store.tables",
                   "result_tables",
                   {{"server", server_outputs()},
                    {"database", Value::reference("store.database", "name")},
                    {"collation", spec.result_store.collation},
                    {"tables", Value::list_of(tables)}},
                   "store.data"});
  return wants;
}

}  // namespace sluice::deploy
