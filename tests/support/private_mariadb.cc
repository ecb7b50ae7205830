#include "support/private_mariadb.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>
#include <vector>

#include "base/files.h"

namespace sluice::support {
namespace {

std::string find_program(const char* name) {
  for (const char* folder : {"/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"}) {
    std::string path = fmt::format("{}/{}", folder, name);
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return {};
}

// The server refuses to be root: root's tests run it as mysql, who must be able to walk to its folder.
bool others_may_walk(std::string path) {
  while (path != "/" && path != ".") {
    struct stat st{};
    if (::stat(path.c_str(), &st) != 0 || (st.st_mode & S_IXOTH) == 0) return false;
    path = base::parent_folder(path);
  }
  return true;
}

// TMPDIR if set, else memory if there is plenty: a server syncs its files all the time, and no test kills the
// machine.
std::string folder_for_servers() {
  const char* wanted = std::getenv("TMPDIR");
  std::string path = wanted && *wanted ? base::absolute_path(wanted) : "/dev/shm";
  bool fits = path.size() < 60;  // a socket's path has at most 107 bytes
  bool ours = ::access(path.c_str(), W_OK | X_OK) == 0 && (::geteuid() != 0 || others_may_walk(path));
  struct statvfs space{};
  bool room = ::statvfs(path.c_str(), &space) == 0 && space.f_bavail * space.f_frsize >= (uint64_t{2} << 30);
  return fits && ours && room ? path : "/tmp";
}

int free_loopback_port() {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  int port = 0;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0)
    port = ntohs(address.sin_port);
  ::close(fd);
  return port;
}

// Forks and runs `arguments`; in the child stdin is `input` (or nothing) and output goes to the end of `log`.
pid_t spawn(const std::vector<std::string>& arguments, const std::string& log, const passwd* as,
            bool die_with_us, int input) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t parent = ::getpid();
  pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::setsid();  // Ctrl-C is for the test; what to do about it is the keeper's matter
  int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  int in = input >= 0 ? input : ::open("/dev/null", O_RDONLY);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::dup2(out, 2);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // Before PR_SET_PDEATHSIG, which a change of user clears.
  if (as && (::setgroups(0, nullptr) != 0 || ::setgid(as->pw_gid) != 0 || ::setuid(as->pw_uid) != 0))
    ::_exit(126);
  if (die_with_us) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(125);
  }
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

const passwd* server_user() {
  return ::geteuid() == 0 ? ::getpwnam("mysql") : nullptr;
}

}  // namespace

Result<std::unique_ptr<PrivateMariadb>> PrivateMariadb::create() {
  if (find_program("mariadbd").empty() || find_program("mariadb-install-db").empty())
    return fail(ErrorKind::kNotFound, "mariadbd is not installed (Debian package mariadb-server)");
  if (::geteuid() == 0 && !server_user())
    return fail(ErrorKind::kNotFound, "there is no user mysql to run mariadbd as");
  std::unique_ptr<PrivateMariadb> server(new PrivateMariadb());
  SLUICE_CHECK(server->prepare());
  SLUICE_CHECK(server->start());
  return server;
}

Status PrivateMariadb::prepare() {
  owner_ = ::getpid();
  std::string pattern = folder_for_servers() + "/sluice-mariadb-XXXXXX";
  if (!::mkdtemp(pattern.data()))
    return fail(base::system_error(errno, "cannot make a folder like " + pattern));
  folder_ = pattern;
  socket_ = folder_ + "/server.sock";
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return fail(base::system_error(errno, "cannot make a pipe"));
  keeper_ = pipe[1];
  // The keeper reads until the last holder of the pipe is gone. It reads with a shell of its own, so a crash
  // of the test program cannot take it along.
  pid_t keeper =
      spawn({"/bin/sh", "-c",
             "cat >/dev/null; test -s \"$0/server.pid\" && kill -9 \"$(cat \"$0/server.pid\")\" 2>/dev/null; "
             "sleep 0.1; rm -rf \"$0\"",
             folder_},
            "/dev/null", nullptr, false, pipe[0]);
  ::close(pipe[0]);
  if (keeper < 0) return fail(base::system_error(errno, "cannot start a process"));
  make_certificate();
  std::string tls =
      certificate_.empty() ? "" : fmt::format("ssl_cert={0}/server.pem\nssl_key={0}/server.key\n", folder_);
  SLUICE_CHECK(base::write_file_atomically(folder_ + "/my.cnf", fmt::format(R"([mysqld]
datadir={0}/data
socket={0}/server.sock
pid_file={0}/mariadbd.pid
tmpdir={0}
bind_address=127.0.0.1,127.0.0.2
character_set_server=utf8
collation_server=utf8_bin
skip_name_resolve
performance_schema=off
innodb_log_file_size=32M
innodb_buffer_pool_size=64M
max_connections=150
{1})",
                                                                            folder_, tls)));
  const passwd* user = server_user();
  if (user && ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0)
    return fail(base::system_error(errno, "cannot give " + folder_ + " to mysql"));
  if (::chmod(folder_.c_str(), 0755) != 0) return fail(base::system_error(errno, "cannot open " + folder_));
  pid_t pid = spawn({find_program("mariadb-install-db"), "--defaults-file=" + folder_ + "/my.cnf",
                     "--auth-root-authentication-method=normal", "--skip-test-db", "--force",
                     "--datadir=" + folder_ + "/data"},
                    folder_ + "/install.log", user, true, -1);
  int status = wait_for(pid);
  if (status == 0) return {};
  std::string text = base::read_file(folder_ + "/install.log").value_or("");
  return fail(ErrorKind::kInternal, fmt::format("mariadb-install-db ended with {}: {}", status, text));
}

void PrivateMariadb::make_certificate() {
  if (find_program("openssl").empty()) return;
  const std::string pem = folder_ + "/server.pem", key = folder_ + "/server.key";
  pid_t pid = spawn({find_program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                     "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", pem},
                    "/dev/null", nullptr, true, -1);
  const passwd* user = server_user();
  if (wait_for(pid) == 0 && (!user || ::chown(key.c_str(), user->pw_uid, user->pw_gid) == 0))
    certificate_ = pem;
}

Status PrivateMariadb::start() {
  if (running()) return {};
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (port_ == 0) port_ = free_loopback_port();
    pid_ = spawn(
        {find_program("mariadbd"), "--defaults-file=" + folder_ + "/my.cnf", fmt::format("--port={}", port_)},
        folder_ + "/server.log", server_user(), true, -1);
    if (pid_ < 0) return fail(base::system_error(errno, "cannot start mariadbd"));
    SLUICE_CHECK(base::write_file_atomically(folder_ + "/server.pid", std::to_string(pid_)));
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < end) {
      if (store::Connection::open(root_dsn())) return {};
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = -1;
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (pid_ > 0) crash();
    port_ = 0;  // somebody else took it in between
  }
  return fail(ErrorKind::kUnavailable, "mariadbd does not start: " + log());
}

void PrivateMariadb::crash() {
  if (!running()) return;
  ::kill(pid_, SIGKILL);
  wait_for(pid_);
  pid_ = -1;
}

PrivateMariadb::~PrivateMariadb() {
  if (::getpid() != owner_) return;
  crash();
  (void)base::remove_tree(folder_);
  if (keeper_ >= 0) ::close(keeper_);
}

store::Dsn PrivateMariadb::root_dsn(const std::string& database) const {
  store::Dsn dsn;
  dsn.socket = socket_;
  dsn.user = "root";
  dsn.database = database;
  return dsn;
}

store::Dsn PrivateMariadb::tcp_dsn(const std::string& user, const std::string& password,
                                   const std::string& database) const {
  store::Dsn dsn;
  dsn.port = port_;
  dsn.user = user;
  dsn.password = password;
  dsn.database = database;
  return dsn;
}

store::Connection PrivateMariadb::root(const std::string& database) const {
  auto connection = store::Connection::open(root_dsn(database));
  if (!connection) {
    ADD_FAILURE() << base::to_text(connection.error()) << "\n" << log();
    std::abort();
  }
  return std::move(*connection);
}

void PrivateMariadb::fresh_database(const std::string& name) const {
  auto connection = root();
  auto dropped = connection.execute("DROP DATABASE IF EXISTS `" + name + "`");
  auto made = connection.execute("CREATE DATABASE `" + name + "` CHARACTER SET utf8 COLLATE utf8_bin");
  if (!dropped || !made) ADD_FAILURE() << "cannot make database " << name;
}

std::string PrivateMariadb::log() const {
  return base::read_file(folder_ + "/server.log").value_or("(no log)");
}

namespace {

struct Shared {
  std::unique_ptr<PrivateMariadb> server;
  std::string problem;
  Shared() {
    auto made = PrivateMariadb::create();
    if (made)
      server = std::move(*made);
    else
      problem = base::to_text(made.error());
  }
};

Shared& shared() {
  static Shared one;
  return one;
}

}  // namespace

const std::string& no_mariadb() {
  return shared().problem;
}

PrivateMariadb& private_mariadb() {
  PrivateMariadb& server = *shared().server;
  if (!server.running())
    if (Status started = server.start(); !started) ADD_FAILURE() << base::to_text(started.error());
  return server;
}

}  // namespace sluice::support
