// Where a private MariaDB keeps its things, and as whom it runs.
//
//   FOLDER/data        its data directory; data.part while it is being made
//   FOLDER/my.cnf      its whole configuration
//   FOLDER/error.log   what it says
//   FOLDER/tmp         its temporary tables, the installer's too: a starting server deletes those of all
//   others
//                      in the same place, which ends an installer at work and can lose a server's queries
//   FOLDER/mysqld.sock, mysqld.pid   while it runs
//   FOLDER/init.sql    only while it starts (holds the administrator's password; mode 0600)
#pragma once

#include <string>

#include "base/process.h"
#include "base/result.h"

namespace sluice::resources {

struct ServerFolder {
  std::string path;  // absolute
  std::string data() const { return path + "/data"; }
  std::string data_part() const { return path + "/data.part"; }
  std::string config() const { return path + "/my.cnf"; }
  std::string temporary() const { return path + "/tmp"; }
  std::string log() const { return path + "/error.log"; }
  std::string init_file() const { return path + "/init.sql"; }
  // Empty when the path is longer than a socket's may be (107 bytes): then clients use the port.
  std::string socket() const;
  // The first argument of our server, by which its process is told from all others.
  std::string config_argument() const { return "--defaults-file=" + config(); }
  std::vector<int> processes() const { return base::processes_with_argument(config_argument()); }
  // Who owns the data directory, and so runs the server. kNotFound before it is made.
  Result<base::SystemUser> owner() const;
};

// Root does not run servers: the system's `mysql` user does, unless a folder above is closed to it. Others
// run their own.
base::SystemUser choose_server_user(const std::string& folder);

// FOLDER/tmp, for whoever runs the server or its installer.
Status make_temporary(const ServerFolder& folder, const base::SystemUser& user);

// Hand a path to a user (as root only; a no-op for the current user).
Status give_to(const std::string& path, const base::SystemUser& user);

}  // namespace sluice::resources
