#include "plan/journal.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace sluice::plan {
namespace {

struct Bench {
  base::TemporaryFolder folder = base::TemporaryFolder::create("journal_test").value();
  std::string path = folder.path() + "/state/journal.jsonl";
  Journal open() { return Journal::open(path, base::system_clock()).value(); }
  std::string open_ids() {
    std::string out;
    Journal journal = open();
    for (const OpenIntent& intent : journal.open_intents()) out += intent.action + " " + intent.id + ";";
    return out;
  }
};

TEST(Journal, AnIntentIsOpenUntilItsResult) {
  Bench bench;
  {
    Journal journal = bench.open();
    EXPECT_TRUE(journal.open_intents().empty());
    ASSERT_TRUE(journal.intent("a", "create"));
    ASSERT_TRUE(journal.intent("b", "delete"));
    ASSERT_TRUE(journal.intent("c", "update"));
    ASSERT_TRUE(journal.done("a", "create", {{"port", 3306}}));
    ASSERT_TRUE(journal.failed("c", "update", "no"));
  }
  EXPECT_EQ(bench.open_ids(), "delete b;");
  EXPECT_NE(base::read_file(bench.path)->find(R"("outputs":{"port":3306})"), std::string::npos);
}

TEST(Journal, NothingIsWrittenBeforeTheFirstLine) {
  Bench bench;
  bench.open();
  EXPECT_FALSE(base::file_exists(bench.path));
}

// Whatever the last line was cut down to, the lines before it count and the next run's lines do as well.
TEST(Journal, ATornLastLineIsPassedOver) {
  Bench bench;
  {
    Journal journal = bench.open();
    ASSERT_TRUE(journal.intent("a", "create"));
    ASSERT_TRUE(journal.intent("b", "create"));
  }
  std::string whole = base::read_file(bench.path).value();
  size_t first_end = whole.find('\n', 1) + 1;
  for (size_t cut = first_end; cut < whole.size() - 1; ++cut) {
    ASSERT_TRUE(base::write_file_atomically(bench.path, whole.substr(0, cut)));
    EXPECT_EQ(bench.open_ids(), "create a;") << cut;
    ASSERT_TRUE(bench.open().intent("c", "create"));
    EXPECT_EQ(bench.open_ids(), "create a;create c;") << cut;
  }
}

TEST(Journal, AnUnreadableOneIsAnError) {
  Bench bench;
  ASSERT_TRUE(base::make_folders(bench.path));
  EXPECT_FALSE(Journal::open(bench.path, base::system_clock()));
}

}  // namespace
}  // namespace sluice::plan
