#include "users/connection.h"

#include <fmt/format.h>
#include <unistd.h>

#include <regex>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "users/host_program.h"
#include "users/known_hosts.h"

namespace sluice::users {
namespace {

constexpr const char* kRootShell =
    "exec /bin/sh -c 'if [ \"$(id -u)\" = 0 ]; then exec /bin/sh -s; else exec sudo -n /bin/sh -s; fi'";

bool is_address(const std::string& host) {
  static const std::regex kHost(R"([A-Za-z0-9_][A-Za-z0-9_.:%-]{0,254})");
  return std::regex_match(host, kHost);
}
bool is_login(const std::string& user) {
  static const std::regex kUser(R"([A-Za-z0-9_][A-Za-z0-9_.\\$-]{0,63})");
  return std::regex_match(user, kUser);
}

Status check_bastion(const std::string& bastion) {
  size_t at = bastion.rfind('@');
  bool good = is_address(bastion.substr(at == bastion.npos ? 0 : at + 1)) &&
              (at == bastion.npos || is_login(bastion.substr(0, at)));
  if (!good) return fail(ErrorKind::kInvalidInput, fmt::format("--bastion '{}' is not [user@]host", bastion));
  return {};
}

// For the file of ssh's options: quoted, and "%" doubled, which it would expand.
std::string option_path(const std::string& path) {
  std::string out = "\"";
  for (char c : path) out += c == '%' ? "%%" : std::string(1, c);
  return out + '"';
}

std::vector<std::string> options_of(const Connection& connection, const std::string& checking) {
  std::vector<std::string> options;
  for (const char* option :
       {"BatchMode=yes", "ConnectTimeout=10", "ConnectionAttempts=1", "ServerAliveInterval=15",
        "ServerAliveCountMax=4", "ForwardAgent=no", "ForwardX11=no", "ClearAllForwardings=yes",
        "ControlMaster=no", "ControlPath=none", "PermitLocalCommand=no", "RemoteCommand=none",
        "HashKnownHosts=no", "UpdateHostKeys=no", "CheckHostIP=no", "GlobalKnownHostsFile=/dev/null",
        "LogLevel=ERROR"}) {
    options.insert(options.end(), {"-o", option});
  }
  options.insert(options.end(),
                 {"-o", "UserKnownHostsFile=" + option_path(base::absolute_path(connection.known_hosts))});
  options.insert(options.end(), {"-o", "StrictHostKeyChecking=" + checking});
  if (!connection.private_key.empty())
    options.insert(options.end(),
                   {"-o", "IdentityFile=" + option_path(base::absolute_path(connection.private_key)), "-o",
                    "IdentitiesOnly=yes"});
  return options;
}

// The name under which ssh looks a host up: the user's configuration may rename it or give a port.
std::string lookup_name(const std::string& ssh, const std::string& host) {
  auto reply = base::exchange({.argv = {ssh, "-G", "--", host}, .whole_environment = true});
  if (!reply || reply->exit_code != 0) return host;
  std::string name = host, port = "22", alias;
  for (std::string_view line : base::split(reply->output, '\n')) {
    if (line.starts_with("hostname ")) name = line.substr(9);
    if (line.starts_with("port ")) port = line.substr(5);
    if (line.starts_with("hostkeyalias ")) alias = line.substr(13);
  }
  if (!alias.empty() && alias != "none") return alias;
  return port == "22" ? name : fmt::format("[{}]:{}", name, port);
}

// With accept-new alone ssh would take a key of another type from a host that it knows.
std::string checking_of(const std::string& ssh, const Connection& connection, const std::string& host) {
  return is_known_host(connection.known_hosts, lookup_name(ssh, host)) ? "yes" : "accept-new";
}

std::string proxy_command(const std::string& ssh, const Connection& connection) {
  size_t at = connection.bastion.rfind('@');
  std::string host = connection.bastion.substr(at == connection.bastion.npos ? 0 : at + 1);
  std::string command = shell_quoted(ssh);
  for (const std::string& option : options_of(connection, checking_of(ssh, connection, host))) {
    std::string doubled;
    for (char c : option) doubled += c == '%' ? "%%" : std::string(1, c);
    command += ' ' + shell_quoted(doubled);
  }
  if (at != connection.bastion.npos) command += " -l " + shell_quoted(connection.bastion.substr(0, at));
  return command + " -W '[%h]:%p' -- " + shell_quoted(host);
}

std::string last_line(const std::string& text) {
  std::string last;
  for (std::string_view line : base::split(text, '\n'))
    if (std::string_view trimmed = base::trim(line); !trimmed.empty()) last = trimmed;
  return base::valid_utf8(last);
}

Error changed_key(const std::string& said, const Connection& connection, const std::string& host) {
  static const std::regex kFingerprint("SHA256:[A-Za-z0-9+/]+");
  std::smatch match;
  std::string offered = std::regex_search(said, match, kFingerprint) ? " (" + match.str() + ")" : "";
  return Error(
      ErrorKind::kConflict,
      fmt::format("the host key of {}{} is not the one that is known: somebody may stand in between", host,
                  offered),
      fmt::format("if the machine was replaced:  ssh-keygen -R {} -f {}", host, connection.known_hosts));
}

Error unreachable(const std::string& said, const Connection& connection, const std::string& host) {
  std::string line = last_line(said);
  if (said.contains("HOST IDENTIFICATION HAS CHANGED") || said.contains("Host key verification failed") ||
      said.contains("host key is known for"))
    return changed_key(said, connection, host);
  std::string hint;
  auto kind = ErrorKind::kUnavailable;
  if (said.contains("Permission denied")) {
    kind = ErrorKind::kPermission;
    hint = fmt::format("is --user {} right, and the key {}?", connection.user,
                       connection.private_key.empty() ? "in the agent (or give --private-key FILE)"
                                                      : connection.private_key);
  } else if (said.contains("timed out") || said.contains("No route to host") ||
             said.contains("Network is unreachable"))
    hint = connection.bastion.empty() ? "from outside the VPC use --bastion user@host; the security group of "
                                        "the master must let port 22 in "
                                        "from here"
                                      : "the security group of the host must let port 22 in from the bastion";
  else if (said.contains("Connection refused"))
    hint = "is sshd running there, and is this the right address?";
  return Error(kind, fmt::format("cannot connect to {}: {}", host, line.empty() ? "ssh failed" : line), hint);
}

Error no_root(const std::string& said, const Connection& connection, const std::string& host) {
  std::string hint = said.contains("tty")
                         ? fmt::format("let {} use sudo without a terminal: Defaults:{} !requiretty",
                                       connection.user, connection.user)
                         : fmt::format("{} needs sudo without a password on the host", connection.user);
  std::string line = last_line(said);
  return Error(ErrorKind::kPermission,
               fmt::format("no shell of root on {}: {}", host, line.empty() ? "sudo failed" : line), hint);
}

}  // namespace

Status check_connection(const Connection& connection, const std::vector<std::string>& hosts) {
  for (const std::string& host : hosts)
    if (!is_address(host))
      return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is no name or address of a host", host));
  if (!is_login(connection.user))
    return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is no name of a user", connection.user));
  if (!connection.bastion.empty()) SLUICE_CHECK(check_bastion(connection.bastion));
  if (!connection.private_key.empty() && access(connection.private_key.c_str(), R_OK) != 0)
    return fail(ErrorKind::kInvalidInput,
                fmt::format("cannot read the private key {}", connection.private_key));
  if (connection.known_hosts.empty())
    return fail(ErrorKind::kInternal, "no file for the keys of hosts was named");
  return base::make_folders(base::parent_folder(base::absolute_path(connection.known_hosts)));
}

Result<std::vector<std::string>> ssh_command(const Connection& connection, const std::string& host) {
  SLUICE_TRY(std::string ssh, base::find_program("ssh", "install the OpenSSH client (openssh-client)"));
  std::vector<std::string> command{ssh};
  for (std::string& option : options_of(connection, checking_of(ssh, connection, host)))
    command.push_back(std::move(option));
  if (!connection.bastion.empty())
    command.insert(command.end(), {"-o", "ProxyCommand=" + proxy_command(ssh, connection)});
  command.insert(command.end(), {"-l", connection.user, "--", host});
  return command;
}

Result<base::ExchangeReply> run_as_root(const Connection& connection, const std::string& host,
                                        const std::string& program, std::chrono::milliseconds timeout) {
  SLUICE_TRY(std::vector<std::string> command, ssh_command(connection, host));
  command.insert(command.begin() + 1, "-T");
  command.emplace_back(kRootShell);
  SLUICE_TRY(
      base::ExchangeReply reply,
      base::exchange({.argv = command, .input = program, .timeout = timeout, .whole_environment = true}));
  return reply;
}

Error no_beginning(const base::ExchangeReply& reply, const Connection& connection, const std::string& host) {
  return reply.exit_code == 255 ? unreachable(reply.error, connection, host)
                                : no_root(reply.error, connection, host);
}

}  // namespace sluice::users
