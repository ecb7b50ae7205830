#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sluice::base {
namespace {

pid_t ended_process() {
  pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

TEST(StaleParts, AreThoseOfEndedProcessesInTheFolderAskedFor) {
  auto folder = TemporaryFolder::create("sluice-test").value();
  auto make = [&](const std::string& name) {
    std::string path = folder.path() + "/" + name;
    EXPECT_TRUE(write_file_atomically(path, "x"));
    return path;
  };
  std::string ended = std::to_string(ended_process()), living = std::to_string(::getppid());
  std::string dead = make(".a.tsv." + ended + ".part"), deep = make("d/.b." + ended + ".part"),
              live = make(".a.tsv." + living + ".part");
  std::vector<std::string> others = {make("a." + ended + ".part"), make(".part"), make(".x.part"),
                                     make(".a.tsv." + ended), make("d/a")};

  ASSERT_TRUE(remove_stale_parts(folder.path(), 0, false));
  EXPECT_FALSE(file_exists(dead));
  EXPECT_TRUE(file_exists(deep));
  EXPECT_TRUE(file_exists(live));
  ASSERT_TRUE(remove_stale_parts(folder.path(), 1, true));
  EXPECT_FALSE(file_exists(deep));
  EXPECT_FALSE(file_exists(live));
  for (const std::string& path : others) EXPECT_TRUE(file_exists(path)) << path;
  EXPECT_TRUE(remove_stale_parts(folder.path() + "/none", 0, true));
}

// What a kill -9 leaves for a moment when it hits between fork and exec.
TEST(FileLock, WaitsForTheChildOfADeadHolder) {
  auto folder = TemporaryFolder::create("files_test");
  std::string path = folder->path() + "/lock";
  pid_t holder = fork();
  if (holder == 0) {
    auto lock = FileLock::acquire(path);
    if (fork() == 0) {  // inherits the lock
      usleep(300'000);
      _exit(0);
    }
    _exit(lock ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(holder, &status, 0), holder);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(FileLock::acquire(path));
}

TEST(FileLock, ALivingHolderIsNamedAtOnce) {
  auto folder = TemporaryFolder::create("files_test");
  auto held = FileLock::acquire(folder->path() + "/lock");
  ASSERT_TRUE(held);
  auto second = FileLock::acquire(folder->path() + "/lock");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kConflict);
  EXPECT_NE(second.error().message.find(std::to_string(getpid())), std::string::npos);
}

}  // namespace
}  // namespace sluice::base
