// The system's ssh to one host (spec ssh-access.md section 1): strict about host keys, no forwarding, no
// prompt.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/exchange.h"
#include "users/apply_users.h"

namespace sluice::users {

// What is wrong with the connection before any is tried: names of hosts, files of keys.
Status check_connection(const Connection& connection, const std::vector<std::string>& hosts);

// The arguments up to and with the host; a remote command may follow. The first is the full path of ssh.
// Reads known_hosts to see whether the host is known: a known one must show a known key, an unknown one is
// trusted once.
Result<std::vector<std::string>> ssh_command(const Connection& connection, const std::string& host);

// Run `program` in a shell of root on the host; the outputs as they came, whatever they say.
Result<base::ExchangeReply> run_as_root(const Connection& connection, const std::string& host,
                                        const std::string& program, std::chrono::milliseconds timeout);

// Why a program did not even begin: kUnavailable, no connection; kConflict, the host key is not the known
// one; kPermission, the login or root is refused. With a hint.
Error no_beginning(const base::ExchangeReply& reply, const Connection& connection, const std::string& host);

}  // namespace sluice::users
