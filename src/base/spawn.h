// How base starts a child: what process.cc and exchange.cc share. Others use those.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/process.h"

namespace sluice::base {

struct Pipe {
  int read_end = -1, write_end = -1;
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe();
  Status open();
  void close_read();
  void close_write();
};

// Open with a number of 10 or more, closed on exec; -1 with errno.
int open_high(const char* path, int flags, unsigned mode = 0);

struct SpawnOptions {
  int input = -1;   // -1: /dev/null
  int output = -1;  // must be given
  int error = -1;   // -1: as output
  std::optional<SystemUser> as;
  bool die_with_parent = true;     // with the calling thread
  bool whole_environment = false;  // ours instead of the small one
};
// Fork and execute; gives the child's id once exec has happened.
Result<int> spawn(const std::vector<std::string>& argv, SpawnOptions options);

}  // namespace sluice::base
