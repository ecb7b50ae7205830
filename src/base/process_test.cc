#include "base/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "base/files.h"

namespace sluice::base {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string wait_for_text(const std::string& path) {
  for (int i = 0; i < 500; ++i) {
    if (auto text = read_file(path); text && !text->empty()) return *text;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return "";
}

TEST(Process, GivesExitCodeAndBothStreams) {
  auto output = run_process({"/bin/sh", "-c", "echo out; echo err >&2; exit 3"}, seconds(10));
  ASSERT_TRUE(output);
  EXPECT_EQ(output->exit_code, 3);
  EXPECT_EQ(output->output, "out\nerr\n");
  EXPECT_EQ(run_process({"/bin/sh", "-c", "kill -9 $$"}, seconds(10))->exit_code, 137);
}

TEST(Process, AMissingProgramIsAnErrorAtOnce) {
  EXPECT_EQ(run_process({"/no/such/program"}, seconds(1)).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(start_daemon({"/no/such/program"}, "/dev/null").error().kind, ErrorKind::kNotFound);
  auto found = find_program("no-such-program", "apt-get install it");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().hint, "apt-get install it");
  EXPECT_TRUE(find_program("sh", ""));
}

TEST(Process, ATimeoutEndsTheWholeFamily) {
  std::string mark = "sluice-process-test-" + std::to_string(getpid());
  auto output = run_process({"/bin/sh", "-c", "sh -c 'sleep 60' " + mark + " & wait"}, milliseconds(300));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind, ErrorKind::kTimeout);
  for (int i = 0; i < 100 && !processes_with_argument(mark).empty(); ++i)
    std::this_thread::sleep_for(milliseconds(10));
  EXPECT_TRUE(processes_with_argument(mark).empty());
}

TEST(Process, RootRunsAsAnother) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  auto nobody = find_user("nobody");
  auto output = run_process({"/usr/bin/id"}, seconds(10), *nobody);
  ASSERT_TRUE(output);
  EXPECT_TRUE(output->output.starts_with("uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)"))
      << output->output;
}

TEST(Process, OurEnvironmentIsNotTheirs) {
  setenv("SLUICE_TEST_SECRET", "geheim", 1);
  auto output = run_process({"/usr/bin/env"}, seconds(10));
  EXPECT_EQ(output->output.find("geheim"), std::string::npos) << output->output;
  EXPECT_NE(output->output.find("PATH="), std::string::npos);
}

TEST(Process, OpenFilesOfOursAreClosedInTheChild) {
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);  // without close-on-exec, as a careless caller leaves them
  auto output = run_process({"/bin/sh", "-c", "ls /proc/self/fd | wc -l"}, seconds(10));
  EXPECT_LE(std::atoi(output->output.c_str()), 4) << "0, 1, 2 and the folder being listed";
  close(fds[0]);
  close(fds[1]);
}

TEST(Process, ADaemonIsFoundByItsArgumentAndEnded) {
  auto folder = TemporaryFolder::create("process_test");
  std::string mark = "--mark=" + folder->path(), log = folder->path() + "/log";
  ASSERT_TRUE(processes_with_argument(mark).empty());
  auto pid = start_daemon({"/bin/sh", "-c", "ps -o sid= -p $$; while :; do sleep 0.1; done", mark}, log);
  ASSERT_TRUE(pid);
  // The shell's own children have its arguments until they become another program.
  EXPECT_THAT(processes_with_argument(mark), testing::Contains(*pid));
  EXPECT_EQ(std::atoi(wait_for_text(log).c_str()), *pid) << "leads a session of its own";
  ASSERT_TRUE(end_processes_with_argument(mark, false, seconds(10)));
  EXPECT_TRUE(processes_with_argument(mark).empty());
  EXPECT_TRUE(end_processes_with_argument(mark, false, seconds(10))) << "none left is fine";
}

TEST(Process, OneThatWillNotEndIsATimeoutThatNamesIt) {
  auto folder = TemporaryFolder::create("process_test");
  std::string mark = "--mark=" + folder->path();
  auto pid = start_daemon({"/bin/sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done", mark},
                          folder->path() + "/log");
  wait_for_text(folder->path() + "/log");
  auto ended = end_processes_with_argument(mark, false, milliseconds(300));
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind, ErrorKind::kTimeout);
  EXPECT_NE(ended.error().message.find(std::to_string(*pid)), std::string::npos);
  EXPECT_TRUE(end_processes_with_argument(mark, true, seconds(10)));
}

TEST(Users, AClosedFolderOnTheWayIsNamed) {
  auto folder = TemporaryFolder::create("process_test");  // mkdtemp: mode 0700
  ASSERT_TRUE(make_folders(folder->path() + "/a/b"));
  SystemUser stranger{"no-such-user", 4711, 4711};
  EXPECT_EQ(closed_folder(folder->path() + "/a/b/not-yet", stranger), folder->path());
  ASSERT_EQ(chmod(folder->path().c_str(), 0711), 0);
  EXPECT_EQ(closed_folder(folder->path() + "/a/b/not-yet", stranger), "");
  EXPECT_EQ(closed_folder(folder->path(), SystemUser{"root", 0, 0}), "");
}

}  // namespace
}  // namespace sluice::base
