// A private MariaDB server: a daemon of ours on the data directory of mariadb_data, on its own socket and a
// port of 127.0.0.1. It outlives sluice and the terminal; after a reboot `sluice apply` starts it again.
//
// The process table is the truth: our server is the process whose first argument names our my.cnf (no pid
// file to go stale). Each start sets the administrator's password from its secret file by an init file, so a
// lost or changed secret is mended by a restart; the init file lives only until the server answers, and while
// it is there the start counts as unfinished.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "base/secret.h"
#include "base/text.h"
#include "plan/plan.h"
#include "resources/local_kinds.h"
#include "resources/loopback_port.h"
#include "resources/server_access.h"
#include "resources/server_config.h"

namespace sluice::resources {
namespace {

using plan::Difference, plan::Found, plan::Have, plan::Properties, plan::Want, plan::Work;

constexpr const char* kInstall = "apt-get install mariadb-server";
constexpr const char* kAdmin = "root";
constexpr std::chrono::seconds kStopTimeout{120};
constexpr std::chrono::milliseconds kPoll{50};
constexpr size_t kLogLines = 8;

// States of a running server, as property "state".
constexpr const char* kReady = "ready";
constexpr const char* kStarting = "starting";
constexpr const char* kClosed = "up, but refuses the administrator's password";

std::string sql_text(const std::string& value) {
  std::string out = "'";
  for (char c : value) out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "'";
}

// Run by the server itself before it opens: root by password at the socket and the port, or by being root at
// the socket.
std::string init_sql(const Secret& password) {
  std::string secret = sql_text(password.reveal());
  return fmt::format(
      "CREATE USER IF NOT EXISTS 'root'@'127.0.0.1';\n"
      "ALTER USER 'root'@'127.0.0.1' IDENTIFIED BY {0};\n"
      "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n"
      "ALTER USER 'root'@'localhost' IDENTIFIED VIA mysql_native_password USING PASSWORD({0}) OR "
      "unix_socket;\n",
      secret);
}

class MariadbServer final : public plan::Resource {
 public:
  explicit MariadbServer(const LocalSettings& settings) : deployment_(settings.deployment) {}

  const char* kind() const override { return "mariadb_server"; }
  const char* verb(plan::Action action) const override {
    return action == plan::Action::kCreate ? "start" : action == plan::Action::kDelete ? "stop" : "";
  }

  std::string describe(const Want& want) const override {
    auto kept = config_of(folder_of(want));
    int64_t port = plan::get(want.properties, "port").number(kept ? kept->port : 0);
    return port ? fmt::format("private MariaDB on 127.0.0.1:{}", port)
                : "private MariaDB on 127.0.0.1, on a free port chosen at its first start";
  }

  Result<Found> find(const Want& want) override {
    if (plan::get(want.properties, "folder").is_unknown())
      return Found::unknown("its data directory is not known yet");
    ServerFolder folder = folder_of(want);
    if (folder.processes().empty()) return Found::absent();
    Have have{true, {{"state", kStarting}}, {}};
    if (auto config = config_of(folder)) {
      have.properties["port"] = config->port;
      have.properties["collation"] = config->collation;
      have.outputs = outputs(want, *config);
      have.properties["state"] = state_of(have.outputs, folder);
    }
    return Found::present(std::move(have));
  }

  std::vector<Difference> diff(const Want& want, const Have& have) const override {
    Want complete = want;
    complete.properties["state"] = kReady;
    auto in_place = [](const std::string&) { return plan::Remedy::kUpdate; };
    std::vector<Difference> out = plan::compare(complete, have, in_place);
    if (!have.properties.contains("port"))
      out.push_back({"my.cnf", "missing", "written anew", plan::Remedy::kUpdate});
    return out;
  }

  Result<Have> create(const Want& want, Work& work) override {
    ServerFolder folder = folder_of(want);
    SLUICE_TRY(ServerConfig config, decide(want, folder));
    SLUICE_CHECK(base::write_file_atomically(folder.config(), config_text(config, folder, deployment_)));
    work.step("configured");
    SLUICE_CHECK(start(want, folder, work));
    return wait_ready(want, config, folder, work);
  }

  Result<Have> update(const Want& want, const Have& have, const std::vector<Difference>& differences,
                      Work& work) override {
    ServerFolder folder = folder_of(want);
    bool only_starting =
        differences.size() == 1 && differences[0].property == "state" && differences[0].before == kStarting;
    auto config = config_of(folder);
    if (only_starting && config) return wait_ready(want, *config, folder, work);
    SLUICE_CHECK(remove(want, have, work));  // stop first: my.cnf always tells what the running server has
    work.step("stopped");
    return create(want, work);
  }

  Status remove(const Want& want, const Have&, Work&) override {
    ServerFolder folder = folder_of(want);
    auto stopped = base::end_processes_with_argument(folder.config_argument(), false, kStopTimeout);
    if (!stopped)
      return fail(stopped.error().kind, stopped.error().message,
                  "look into " + folder.log() + ", then end it by hand");
    return base::remove_tree(folder.init_file());
  }

  void preflight(const Want& want, plan::Action action, const Found& found,
                 Diagnostics& findings) const override {
    if (action == plan::Action::kDelete) return;
    ServerFolder folder = folder_of(want);
    if (auto program = base::find_program("mariadbd", kInstall); !program)
      findings.error(program.error().message, {}, program.error().hint);
    int64_t port = plan::get(want.properties, "port").number();
    bool ours =
        found.state == Found::State::kPresent && plan::get(found.have.properties, "port").number() == port;
    if (port && !ours && !port_is_free(static_cast<int>(port)))
      findings.error(
          fmt::format("port {} of 127.0.0.1 is taken by another program", port), {},
          fmt::format("see which:  ss -ltnp 'sport = :{}'   or set another  result_store: port:  in the file",
                      port));
    auto user = folder.owner();
    if (!user) return;  // not made yet
    base::SystemUser me = base::current_user();
    if (me.uid != 0 && me.uid != user->uid)
      findings.error(fmt::format("the data directory {} belongs to {}", folder.data(), user->name), {},
                     fmt::format("run sluice as {} or as root", user->name));
    if (std::string closed = base::closed_folder(folder.path, *user); !closed.empty())
      findings.error(fmt::format("user {}, who runs the server, may not enter {}", user->name, closed), {},
                     "chmod o+x " + closed);
  }

  std::string condition(const Want& want, const Have& have) override {
    auto processes = folder_of(want).processes();
    std::string state = plan::get(have.properties, "state").text();
    return fmt::format("{} (process {}), 127.0.0.1:{}{}", state == kReady ? "up" : state,
                       processes.empty() ? 0 : processes[0], plan::get(have.outputs, "port").number(),
                       version(have));
  }

 private:
  static ServerFolder folder_of(const Want& want) { return {plan::get(want.properties, "folder").text()}; }

  static std::optional<ServerConfig> config_of(const ServerFolder& folder) {
    return parse_config(base::read_file(folder.config()).value_or(""));
  }

  static Properties outputs(const Want& want, const ServerConfig& config) {
    return {{"host", "127.0.0.1"},
            {"port", config.port},
            {"socket", folder_of(want).socket()},
            {"admin", kAdmin},
            {"admin_password", plan::get(want.properties, "admin_password")}};
  }

  static std::string state_of(const Properties& outputs, const ServerFolder& folder) {
    if (base::file_exists(folder.init_file())) return kStarting;
    store::Dsn at_port = admin_dsn(outputs);
    at_port.socket.clear();  // at the socket the system's root may come in without any password
    auto connection = store::Connection::open(at_port);
    if (connection) return kReady;
    // A missing secret file will be made anew and so will not fit either.
    bool refused =
        connection.error().kind == ErrorKind::kPermission || connection.error().kind == ErrorKind::kNotFound;
    return refused ? kClosed : kStarting;
  }

  // The port that the file names, else the one chosen before if it is still to be had, else a new one.
  Result<ServerConfig> decide(const Want& want, const ServerFolder& folder) const {
    ServerConfig config;
    config.collation = plan::get(want.properties, "collation").text();
    auto kept = config_of(folder);
    config.port = static_cast<int>(plan::get(want.properties, "port").number(kept ? kept->port : 0));
    bool named = !plan::get(want.properties, "port").is_nothing();
    if (named || (kept && port_is_free(config.port))) return config;
    SLUICE_TRY(config.port, choose_port(folder.path));
    return config;
  }

  static Status start(const Want& want, const ServerFolder& folder, Work& work) {
    SLUICE_TRY(std::string program, base::find_program("mariadbd", kInstall));
    SLUICE_TRY(base::SystemUser user, folder.owner());
    SLUICE_TRY(Secret password, base::resolve_secret(plan::get(want.properties, "admin_password").text()));
    SLUICE_CHECK(base::write_file_atomically(folder.init_file(), init_sql(password), 0600));
    SLUICE_CHECK(give_to(folder.init_file(), user));
    SLUICE_CHECK(make_temporary(folder, user));
    work.step("init file written");
    std::vector<std::string> argv = {program, folder.config_argument(), "--init-file=" + folder.init_file()};
    if (base::current_user().uid == 0) argv.push_back("--user=" + user.name);
    SLUICE_CHECK(base::start_daemon(argv, folder.log()));
    work.step("started");
    return {};
  }

  static Result<Have> wait_ready(const Want& want, const ServerConfig& config, const ServerFolder& folder,
                                 Work& work) {
    Have have{true,
              {{"port", config.port}, {"collation", config.collation}, {"state", kReady}},
              outputs(want, config)};
    auto ready = [&]() -> Result<bool> {
      if (folder.processes().empty())
        return fail(ErrorKind::kUnavailable, "the server ended while it was starting");
      auto connection = store::Connection::open(admin_dsn(have.outputs));
      return connection.has_value();
    };
    auto waited =
        plan::wait_until(work, fmt::format("MariaDB answers on 127.0.0.1:{}", config.port), kPoll, ready);
    if (!waited && waited.error().kind == ErrorKind::kInterrupted) return fail(waited.error());
    if (!waited)
      return fail(
          waited.error().kind, "MariaDB did not come up: " + waited.error().message,
          fmt::format("the end of {}:{}\n  then run `sluice apply` again", folder.log(), log_tail(folder)));
    work.step("answers");
    SLUICE_CHECK(base::remove_tree(folder.init_file()));
    return have;
  }

  static std::string log_tail(const ServerFolder& folder) {
    std::string text = base::read_file(folder.log()).value_or("");
    auto lines = base::split(base::trim(text), '\n');
    std::string out;
    for (size_t i = lines.size() > kLogLines ? lines.size() - kLogLines : 0; i < lines.size(); ++i)
      out += "\n    " + std::string(lines[i]);
    return out;
  }

  static std::string version(const Have& have) {
    if (have.outputs.empty()) return "";
    auto connection = store::Connection::open(admin_dsn(have.outputs));
    return connection ? ", " + connection->server_text() : "";
  }

  std::string deployment_;
};

}  // namespace

std::unique_ptr<plan::Resource> make_mariadb_server(const LocalSettings& settings) {
  return std::make_unique<MariadbServer>(settings);
}

}  // namespace sluice::resources
