// Other programs: run one to its end, start one that outlives us, find and end those that are ours.
//
// Children get an own session (Ctrl-C at the terminal does not reach them), no open files of ours but those
// named here, and the small environment PATH, HOME, LANG=C.UTF-8, TZ=UTC, so that no secret of ours leaks
// into theirs.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace sluice::base {

// A user of the system.
struct SystemUser {
  std::string name;
  unsigned uid = 0;
  unsigned gid = 0;
};
Result<SystemUser> find_user(const std::string& name);  // kNotFound
SystemUser user_of_id(unsigned uid);                    // one without a name is called by its number
SystemUser current_user();                              // the effective one

// Full path of a program on PATH, /usr/sbin or /usr/local/sbin; kNotFound with `install_hint` as the hint.
Result<std::string> find_program(const std::string& name, const std::string& install_hint);

struct ProcessOutput {
  int exit_code = 0;   // 128 + signal if a signal ended it
  std::string output;  // stdout and stderr, at most the last 64 KiB
};
// Run argv to its end, with no input, as another user if we are root and one is given. The child is ended by
// the kernel if the calling thread dies; kTimeout ends it with all that it started.
Result<ProcessOutput> run_process(const std::vector<std::string>& argv, std::chrono::milliseconds timeout,
                                  const std::optional<SystemUser>& as = {});

// Start argv as a daemon: own session, in folder /, stdin from /dev/null, stdout and stderr appended to
// `log_file`. Gives its process id once the program runs; an error if it cannot be executed. It survives us
// and the terminal.
Result<int> start_daemon(const std::vector<std::string>& argv, const std::string& log_file);

// Live processes (no zombies) whose argument list holds exactly `argument`, ourselves excluded. Reads /proc.
std::vector<int> processes_with_argument(const std::string& argument);

// SIGTERM (or SIGKILL when `at_once`) to every process that holds `argument`, then wait until none is left;
// kTimeout.
Status end_processes_with_argument(const std::string& argument, bool at_once,
                                   std::chrono::milliseconds timeout);

// The first folder on the way from / down to `path` that `user` may not enter (mode bits alone); empty if
// there is none. Parts that do not exist yet are passed over.
std::string closed_folder(const std::string& path, const SystemUser& user);

}  // namespace sluice::base
