// deployment.json: what a deployment built and where it is. The one thing both towers share: the control
// tower writes it (deploy), the data tower reads it (launch, api). Secrets stand here as references only.
//
//   { "format": 1, "deployment": "demo", "target": "local",
//     "result_store": { "host": "127.0.0.1", "port": 3311, "socket": "/…/mysqld.sock", "database": "reports",
//                       "tls": false,
//                       "users": { "pipeline": { "name": "pipeline", "password": "file:/…/pipeline.password"
//                       },
//                                  "api":      { "name": "api",      "password": "file:/…/api.password" } }
//                                  },
//     "buckets": { "tracking": "/…/buckets/tracking", "warehouse": "/…/buckets/warehouse" } }
#pragma once

#include <map>
#include <string>

#include "base/result.h"

namespace sluice::format {

struct DeploymentFile {
  struct User {
    std::string name;
    std::string password;  // a reference: base/secret.h
  };
  struct ResultStore {
    std::string host;
    int port = 3306;
    std::string socket;  // empty: TCP
    std::string database;
    bool tls = false;
    std::map<std::string, User> users;  // by role: pipeline, api
  };
  std::string deployment;
  std::string target;  // local or aws
  ResultStore result_store;
  std::map<std::string, std::string> buckets;  // logical name → folder or s3:// URL

  std::string to_json() const;  // stable key order, final newline
  static Result<DeploymentFile> parse(const std::string& text, const std::string& file_name);
  static Result<DeploymentFile> load(const std::string& path);
};

}  // namespace sluice::format
