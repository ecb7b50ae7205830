#include "base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/files.h"
#include "base/spawn.h"
#include "base/text.h"

namespace sluice::base {
namespace fs = std::filesystem;
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr size_t kKeptOutput = 64 * 1024;

// Collect what comes from `fd` until its end or the deadline. False at the deadline.
bool drain(int fd, std::string& into, steady_clock::time_point deadline) {
  char buffer[8192];
  while (true) {
    auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting{fd, POLLIN, 0};
    int ready = poll(&waiting, 1, static_cast<int>(std::min<long long>(left, 1000)));
    if (ready <= 0) continue;
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return true;
    into.append(buffer, static_cast<size_t>(n));
    if (into.size() > 2 * kKeptOutput) into.erase(0, into.size() - kKeptOutput);
  }
}

// The argument list of a live process. It is empty while the process is in the middle of exec, which is
// waited for, and for good in a zombie or a thread of the kernel: those have no program.
std::optional<std::string> command_line(const std::string& pid) {
  for (int tries = 0; tries < 100; ++tries) {
    auto line = read_file("/proc/" + pid + "/cmdline");
    if (!line) return {};
    if (!line->empty()) return *line;
    std::error_code no_program;
    if (fs::read_symlink("/proc/" + pid + "/exe", no_program).empty()) return {};
    std::this_thread::sleep_for(milliseconds(1));
  }
  return {};
}

bool holds_argument(const std::string& pid, const std::string& argument) {
  std::optional<std::string> line = command_line(pid);
  if (!line) return false;
  for (std::string_view word : split(*line, '\0'))
    if (word == argument) return true;
  return false;
}

}  // namespace

Result<std::string> find_program(const std::string& name, const std::string& install_hint) {
  const char* path = std::getenv("PATH");
  std::string folders = std::string(path ? path : "/usr/bin:/bin") + ":/usr/sbin:/usr/local/sbin:/sbin";
  for (std::string_view folder : split(folders, ':')) {
    std::string candidate = fmt::format("{}/{}", folder, name);
    if (!folder.empty() && access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return fail(ErrorKind::kNotFound, fmt::format("the program {} is not installed", name), install_hint);
}

Result<ProcessOutput> run_process(const std::vector<std::string>& argv, milliseconds timeout,
                                  const std::optional<SystemUser>& as) {
  Pipe output;
  SLUICE_CHECK(output.open());
  SLUICE_TRY(int child, spawn(argv, {.output = output.write_end, .as = as}));
  output.close_write();
  ProcessOutput result;
  bool ended = drain(output.read_end, result.output, steady_clock::now() + timeout);
  if (!ended) kill(-child, SIGKILL);  // the whole session that spawn() opened
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!ended)
    return fail(ErrorKind::kTimeout,
                fmt::format("{} did not end within {} s", argv[0], timeout.count() / 1000));
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

Result<int> start_daemon(const std::vector<std::string>& argv, const std::string& log_file) {
  int log = open_high(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0640);
  if (log < 0) return fail(system_error(errno, "cannot write " + log_file));
  auto child = spawn(argv, {.output = log, .die_with_parent = false});
  ::close(log);
  return child;
}

std::vector<int> processes_with_argument(const std::string& argument) {
  std::vector<int> found;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator("/proc", code)) {
    std::string name = entry.path().filename().string();
    auto pid = parse_int(name);
    if (pid && *pid != getpid() && holds_argument(name, argument)) found.push_back(static_cast<int>(*pid));
  }
  std::sort(found.begin(), found.end());
  return found;
}

Status end_processes_with_argument(const std::string& argument, bool at_once, milliseconds timeout) {
  auto deadline = steady_clock::now() + timeout;
  bool told = false;
  while (true) {
    std::vector<int> left = processes_with_argument(argument);
    if (left.empty()) return {};
    if (!told || at_once) {
      for (int pid : left)
        if (kill(pid, at_once ? SIGKILL : SIGTERM) != 0 && errno == EPERM)
          return fail(ErrorKind::kPermission,
                      fmt::format("process {} belongs to another user and cannot be ended", pid));
      told = true;
    }
    for (int pid : left) waitpid(pid, nullptr, WNOHANG);  // if it happens to be a child of ours
    if (steady_clock::now() > deadline)
      return fail(ErrorKind::kTimeout,
                  fmt::format("process {} did not end within {} s", left.front(), timeout.count() / 1000));
    std::this_thread::sleep_for(milliseconds(20));
  }
}

Result<SystemUser> find_user(const std::string& name) {
  char buffer[16384];
  passwd entry{};
  passwd* found = nullptr;
  if (getpwnam_r(name.c_str(), &entry, buffer, sizeof buffer, &found) != 0 || !found)
    return fail(ErrorKind::kNotFound, "the system has no user " + name);
  return SystemUser{name, entry.pw_uid, entry.pw_gid};
}

SystemUser user_of_id(unsigned uid) {
  char buffer[16384];
  passwd entry{};
  passwd* found = nullptr;
  getpwuid_r(uid, &entry, buffer, sizeof buffer, &found);
  return {found ? found->pw_name : std::to_string(uid), uid, found ? found->pw_gid : 0};
}

SystemUser current_user() {
  return user_of_id(geteuid());
}

std::string closed_folder(const std::string& path, const SystemUser& user) {
  if (user.uid == 0) return {};
  gid_t groups[256];
  int count = 256;
  if (getgrouplist(user.name.c_str(), user.gid, groups, &count) < 0) count = 0;
  fs::path so_far;
  for (const fs::path& part : fs::path(absolute_path(path))) {
    so_far /= part;
    struct stat st{};
    if (stat(so_far.c_str(), &st) != 0) return {};
    bool in_group = st.st_gid == user.gid || std::find(groups, groups + count, st.st_gid) != groups + count;
    mode_t bit = st.st_uid == user.uid ? S_IXUSR : in_group ? S_IXGRP : S_IXOTH;
    if (S_ISDIR(st.st_mode) && !(st.st_mode & bit)) return so_far.string();
  }
  return {};
}

}  // namespace sluice::base
