// my.cnf of a private MariaDB: written whole by us, and read back for what was once chosen.
//
//   config = { "#" text | "[mariadbd]" | name [ " = " value ] }      one a line; value may be in double
//   quotes
//
// All of the server's configuration is here: it is started with --defaults-file, which keeps /etc/mysql out.
#pragma once

#include <optional>
#include <string>

#include "resources/server_folder.h"

namespace sluice::resources {

struct ServerConfig {
  int port = 0;
  std::string collation;  // utf8_bin or utf8mb4_bin
  friend bool operator==(const ServerConfig&, const ServerConfig&) = default;
};

std::string config_text(const ServerConfig& config, const ServerFolder& folder,
                        const std::string& deployment);
// Nothing if `text` holds no port or collation.
std::optional<ServerConfig> parse_config(const std::string& text);

}  // namespace sluice::resources
