#include "resources/server_config.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sluice::resources {
namespace {

// A path as a value: quoted, since "#" would begin a comment; the file's own escape is the backslash.
std::string quoted(const std::string& path) {
  std::string out;
  for (char c : path) out += c == '\\' ? "\\\\" : std::string(1, c);
  return "\"" + out + "\"";
}

}  // namespace

std::string config_text(const ServerConfig& config, const ServerFolder& folder,
                        const std::string& deployment) {
  return fmt::format(
      "# Written by sluice for deployment {}; `sluice apply` writes it anew.\n"
      "[mariadbd]\n"
      "datadir = {}\n"
      "tmpdir = {}\n"
      "pid-file = {}\n"
      "# Against datadir, since a full path may be longer than a socket's name can be.\n"
      "socket = ../mysqld.sock\n"
      "port = {}\n"
      "bind-address = 127.0.0.1\n"
      "skip-name-resolve\n"
      "character-set-server = {}\n"
      "collation-server = {}\n"
      "general-log = 0\n"
      "local-infile = 1\n",
      deployment, quoted(folder.data()), quoted(folder.temporary()), quoted(folder.path + "/mysqld.pid"),
      config.port, config.collation.substr(0, config.collation.find('_')), config.collation);
}

std::optional<ServerConfig> parse_config(const std::string& text) {
  ServerConfig config;
  for (std::string_view line : base::split(text, '\n')) {
    size_t equals = line.find('=');
    if (line.starts_with('#') || equals == line.npos) continue;
    std::string_view name = base::trim(line.substr(0, equals)), value = base::trim(line.substr(equals + 1));
    if (name == "port") config.port = static_cast<int>(base::parse_int(value).value_or(0));
    if (name == "collation-server") config.collation = value;
  }
  if (config.port < 1 || config.port > 65535 || config.collation.empty()) return std::nullopt;
  return config;
}

}  // namespace sluice::resources
