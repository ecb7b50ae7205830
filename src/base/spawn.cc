#include "base/spawn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace sluice::base {
namespace {

// Everything the child needs, laid out before fork: between fork and exec only async-signal-safe calls are
// allowed.
struct Launch {
  Launch(const std::vector<std::string>& argv, bool whole_environment) {
    words_ = argv;
    for (std::string& word : words_) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (whole_environment) {
      for (char** text = environ; *text; ++text) environment.push_back(*text);
      environment.push_back(nullptr);
      return;
    }
    const char* path = std::getenv("PATH");
    const char* home = std::getenv("HOME");
    texts_ = {fmt::format("PATH={}", path ? path : "/usr/sbin:/usr/bin:/sbin:/bin"),
              fmt::format("HOME={}", home ? home : "/"), "LANG=C.UTF-8", "TZ=UTC"};
    for (std::string& text : texts_) environment.push_back(text.data());
    environment.push_back(nullptr);
  }
  std::vector<char*> arguments, environment;

 private:
  std::vector<std::string> words_, texts_;
};

// Whom the child is to be, with all groups, looked up before fork.
struct Identity {
  bool change = false;
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
};

Identity identity_of(const std::optional<SystemUser>& user) {
  if (!user || user->uid == geteuid()) return {};
  int count = 256;
  Identity identity{true, user->uid, user->gid, std::vector<gid_t>(256)};
  if (getgrouplist(user->name.c_str(), user->gid, identity.groups.data(), &count) < 0) count = 0;
  identity.groups.resize(static_cast<size_t>(count));
  return identity;
}

// In the child: wire up, drop everything else, execute; on failure send errno through `report_fd` and end.
[[noreturn]] void become(const Launch& launch, const Identity& identity, const SpawnOptions& options,
                         pid_t parent, int report_fd) {
  setsid();
  if (identity.change && (setgroups(identity.groups.size(), identity.groups.data()) != 0 ||
                          setgid(identity.gid) != 0 || setuid(identity.uid) != 0)) {
    int e = errno;
    (void)!write(report_fd, &e, sizeof e);
    _exit(127);
  }
  // After the change of user, which would reset it. A parent that was killed before this line sends no
  // signal.
  if (options.die_with_parent) prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  umask(027);
  if (!options.die_with_parent && chdir("/") != 0) _exit(127);  // a daemon holds no folder of its starter
  dup2(options.input, 0);
  dup2(options.output, 1);
  dup2(options.error >= 0 ? options.error : options.output, 2);
  dup2(report_fd, 3);
  fcntl(3, F_SETFD, FD_CLOEXEC);
  close_range(4, ~0U, 0);
  execve(launch.arguments[0], launch.arguments.data(), launch.environment.data());
  int e = errno;
  (void)!write(3, &e, sizeof e);
  _exit(127);
}

}  // namespace

Status Pipe::open() {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) return fail(system_error(errno, "cannot make a pipe"));
  // Above the numbers that become() gives away, so that dup2 there never overwrites one of ours.
  read_end = fcntl(fds[0], F_DUPFD_CLOEXEC, 10);
  write_end = fcntl(fds[1], F_DUPFD_CLOEXEC, 10);
  ::close(fds[0]);
  ::close(fds[1]);
  return {};
}
void Pipe::close_read() {
  if (read_end >= 0) ::close(read_end);
  read_end = -1;
}
void Pipe::close_write() {
  if (write_end >= 0) ::close(write_end);
  write_end = -1;
}
Pipe::~Pipe() {
  close_read();
  close_write();
}

int open_high(const char* path, int flags, unsigned mode) {
  int fd = ::open(path, flags | O_CLOEXEC, mode);
  if (fd < 0) return fd;
  int high = fcntl(fd, F_DUPFD_CLOEXEC, 10);
  ::close(fd);
  return high;
}

Result<int> spawn(const std::vector<std::string>& argv, SpawnOptions options) {
  Launch launch(argv, options.whole_environment);
  Identity identity = identity_of(options.as);
  Pipe report;
  SLUICE_CHECK(report.open());
  int null = options.input < 0 ? open_high("/dev/null", O_RDONLY) : -1;
  if (options.input < 0 && null < 0) return fail(system_error(errno, "cannot open /dev/null"));
  if (null >= 0) options.input = null;
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) become(launch, identity, options, parent, report.write_end);
  int fork_errno = errno;
  if (null >= 0) ::close(null);
  if (child < 0) return fail(system_error(fork_errno, "cannot start " + argv[0]));
  report.close_write();
  int exec_errno = 0;
  ssize_t n;
  while ((n = read(report.read_end, &exec_errno, sizeof exec_errno)) < 0 && errno == EINTR) {
  }
  if (n == sizeof exec_errno) {
    waitpid(child, nullptr, 0);
    return fail(system_error(exec_errno, "cannot execute " + argv[0]));
  }
  return child;
}

}  // namespace sluice::base
