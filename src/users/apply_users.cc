#include "users/apply_users.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "base/files.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/process.h"
#include "base/text.h"
#include "users/connection.h"
#include "users/host_program.h"
#include "users/key_sources.h"
#include "users/known_hosts.h"
#include "users/transcript.h"

namespace sluice::users {
namespace {

constexpr size_t kFetchesAtOnce = 8, kHostsAtOnce = 16;

// The certificates that the user's other programs trust.
std::string ca_file() {
  for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"})
    if (const char* value = std::getenv(name); value && *value) return value;
  return {};
}

// Tests wait less, as those of the AWS client do.
std::chrono::milliseconds retry_base(const ApplyOptions& options) {
  const char* text = std::getenv("SLUICE_AWS_RETRY_BASE_MS");
  auto base = base::parse_int(text ? text : "");
  return base ? std::chrono::milliseconds(*base) : options.retry_base;
}

Result<std::vector<UserKeys>> collect_keys(const UserInfo& users, const ApplyOptions& options) {
  std::vector<UserKeys> keys(users.users.size());
  auto transport = net::make_http_client({.ca_file = ca_file(), .ca_setting = "SSL_CERT_FILE"});
  KeySourceOptions sources{options.github_url, retry_base(options)};
  SLUICE_CHECK(base::run_parallel(kFetchesAtOnce, keys.size(), [&](size_t i) -> Status {
    if (users.users[i].present) keys[i] = keys_of(users.users[i], *transport, sources);
    return base::check_interrupted();
  }));
  for (const UserKeys& of_user : keys)
    for (const std::string& warning : of_user.warnings) base::log_warning("{}", warning);
  return keys;
}

std::string actor() {
  char machine[256] = "";
  gethostname(machine, sizeof machine - 1);
  return base::current_user().name + "@" + machine;
}

HostOutcome apply_to_host(const std::string& host, const std::string& program, const ApplyOptions& options) {
  HostOutcome outcome;
  outcome.host = host;
  auto reply = run_as_root(options.connection, host, program, options.host_timeout);
  if (!reply) {
    outcome.error = reply.error();
    return outcome;
  }
  outcome.report = parse_host_report(reply->output);
  if (!outcome.report.begun)
    outcome.error = no_beginning(*reply, options.connection, host);
  else if (!outcome.report.complete && outcome.report.stop.empty())
    base::log_debug("{}: ssh ended with {}", host, reply->exit_code);
  return outcome;
}

// In the log of whoever runs this; the host's own log has every item.
void tell_changes(const HostRecap& recap, const ApplyOptions& options) {
  if (options.check || recap.changed == 0) return;
  std::string tasks;
  for (const TaskOutcome& task : recap.tasks)
    for (const TaskItem& item : task.items)
      if (item.status == "changed")
        tasks += fmt::format("{}{}{}", tasks.empty() ? "" : "; ", task.name,
                             item.item.empty() ? "" : " " + item.item);
  base::log_debug("{} changed {}: {}", actor(), recap.host, tasks);
}

int exit_code_of(const std::vector<HostRecap>& hosts) {
  int code = 0;
  for (const HostRecap& host : hosts) {
    if (host.failed) return 4;
    if (host.unreachable) code = 1;
  }
  return code;
}

}  // namespace

Result<ApplyResult> apply_users(const UserInfo& users, const ApplyOptions& options) {
  SLUICE_CHECK(check_connection(options.connection, options.hosts));
  SLUICE_TRY(std::vector<UserKeys> keys, collect_keys(users, options));
  std::string program = host_program(users, keys, {options.check, options.adopt, options.prune, actor()});
  const std::string& known_hosts = options.connection.known_hosts;
  if (!options.hosts.empty())
    SLUICE_CHECK(remember_host_keys(known_hosts, options.hosts.front(), options.connection.host_keys));
  std::string known = base::read_file(known_hosts).value_or("");
  std::vector<HostOutcome> outcomes(options.hosts.size());
  SLUICE_CHECK(base::run_parallel(kHostsAtOnce, outcomes.size(), [&](size_t i) -> Status {
    outcomes[i] = apply_to_host(options.hosts[i], program, options);
    return base::check_interrupted();
  }));
  for (const std::string& key : new_host_keys(known, base::read_file(known_hosts).value_or("")))
    base::log_info("host key trusted at first sight: {} (kept in {})", key, known_hosts);
  ApplyResult result;
  for (const HostOutcome& outcome : outcomes) {
    result.hosts.push_back(recap_of(users, keys, outcome));
    tell_changes(result.hosts.back(), options);
  }
  if (options.print) print_play(users, outcomes, result.hosts, options.check, options.print);
  result.exit_code = exit_code_of(result.hosts);
  return result;
}

}  // namespace sluice::users
