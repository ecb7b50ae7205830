#include "event/log_files.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace sluice::event {
namespace {

const char* const kObjects[] = {
    "s3://logs/lms1/tracking.log-20210228.gz", "s3://logs/lms1/tracking.log-20210301-1614643201.gz",
    "s3://logs/lms1/tracking.log-20210318",    "s3://logs/lms1/tracking.log-20210401-1617321601.gz",
    "s3://logs/lms1/tracking.log-20210402.gz", "s3://logs/lms1/tracking.log",
    "s3://logs/nginx/error.log.34.gz",
};

// One letter an object: y if chosen.
std::string chosen(const std::string& pattern, int expand) {
  auto selection = LogSelection::create({pattern}, "%Y%m%d");
  auto interval = base::parse_interval("2021-03")->widened(std::chrono::days(expand));
  Diagnostics findings;
  std::string out;
  for (const char* object : kObjects) {
    auto file = selection->classify(object, 1, findings);
    out += file && file->counts_for(interval) ? 'y' : 'n';
  }
  return out;
}

TEST(LogFiles, TheTableOfTheSpec) {
  EXPECT_EQ(chosen(R"(.*tracking\.log-(?P<date>\d{8}).*\.gz)", 0), "nynnnnn");
  EXPECT_EQ(chosen(R"(.*tracking\.log-(?P<date>\d{8}).*\.gz)", 1), "yynynnn");
  EXPECT_EQ(chosen(R"(.*tracking\.log-.*-(?P<timestamp>\d{10})\.gz)", 0), "nynnnnn");
  EXPECT_EQ(chosen(R"(.*tracking.log.*)", 0), "yyyyyyn");
  EXPECT_EQ(chosen(R"(tracking)", 0), "nnnnnnn");  // anchored at the start
}

TEST(LogFiles, FirstMatchingPatternDecidesAndBadDatesWarn) {
  auto selection = LogSelection::create({R"(.*a-(?P<date>\d{8}))", ".*"}, "%Y%m%d");
  Diagnostics findings;
  EXPECT_FALSE(selection->classify("x/a-20211399.gz", 1, findings));
  EXPECT_EQ(findings.all().size(), 1u);
  EXPECT_FALSE(selection->classify("x/b.gz", 1, findings)->day);
  EXPECT_FALSE(LogSelection::create({"("}, "%Y%m%d"));
}

TEST(LogFiles, WalksSourcesSortedAndOnce) {
  auto folder = base::TemporaryFolder::create("sluice-test");
  std::string root = folder->path();
  for (const char* name : {"/b/tracking.log-20210302.gz", "/a/deep/tracking.log-20210301.gz", "/a/other"})
    ASSERT_TRUE(base::write_file_atomically(root + name, "x"));
  auto selection = LogSelection::create({R"(.*tracking\.log-(?P<date>\d{8}).*\.gz)"}, "%Y%m%d");
  Diagnostics findings;
  auto files = selection->list({root, "file://" + root + "/b", root + "/missing"}, findings);
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 2u);
  EXPECT_TRUE((*files)[0].path.ends_with("a/deep/tracking.log-20210301.gz"));
  EXPECT_EQ(findings.all().size(), 1u);
  EXPECT_FALSE(selection->list({"s3://logs/"}, findings));
}

}  // namespace
}  // namespace sluice::event
