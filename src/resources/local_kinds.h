// The resource kinds of `target: local`, one file each. Adding one: its file, its factory below, its line in
// the .cc.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plan/resource.h"
#include "schema/table.h"

namespace sluice::resources {

struct LocalSettings {
  std::string deployment;                    // name, as in the marks
  std::string state;                         // absolute path of the deployment's folder
  std::vector<const schema::Table*> tables;  // the published tables; they outlive the kinds
};

plan::Kinds make_local_kinds(const LocalSettings& settings);

// kind            properties of a want                                     outputs
// bucket_folder   path                                                     path
// secret_file     path                                                     reference ("file:PATH")
// mariadb_data    folder                                                   folder, user
// mariadb_server  folder, port (may be missing), admin_password, collation host, port, socket, admin,
// admin_password database        server, name, collation                                  name database_user
// server, name, role (pipeline or api), database, password name, password result_tables   server, database,
// tables, collation                      tables
//
// `server` is the map of a mariadb_server's outputs; passwords are references (base/secret.h).
std::unique_ptr<plan::Resource> make_bucket_folder(const LocalSettings& settings);
std::unique_ptr<plan::Resource> make_secret_file(const LocalSettings& settings);
std::unique_ptr<plan::Resource> make_mariadb_data(const LocalSettings& settings);
std::unique_ptr<plan::Resource> make_mariadb_server(const LocalSettings& settings);
std::unique_ptr<plan::Resource> make_database(const LocalSettings& settings);
std::unique_ptr<plan::Resource> make_database_user(const LocalSettings& settings);
std::unique_ptr<plan::Resource> make_result_tables(const LocalSettings& settings);

}  // namespace sluice::resources
