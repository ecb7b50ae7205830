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

}  // namespace
}  // namespace sluice::base
