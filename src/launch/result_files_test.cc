#include "launch/result_files.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tables/declarations.h"

namespace sluice::launch {
namespace {

using tables::kCourseEnrollmentGenderDaily;
using tables::kCourseMetaSummaryEnrollment;

class ResultFilesTest : public ::testing::Test {
 protected:
  std::string file(const schema::Table& table) {
    return base::read_file(folder_.path() + "/" + table.name + ".tsv").value_or("none");
  }
  base::TemporaryFolder folder_ = base::TemporaryFolder::create("sluice-test").value();
  ResultFiles rows_{folder_.path()};
};

TEST_F(ResultFilesTest, HeaderRowsAndCounts) {
  ASSERT_TRUE(rows_.begin({&kCourseEnrollmentGenderDaily, &kCourseMetaSummaryEnrollment}));
  ASSERT_TRUE(rows_.write(kCourseEnrollmentGenderDaily, {"2024-02-01", "a\tb", {}, int64_t{-1}, int64_t{2}}));
  ASSERT_TRUE(rows_.finish());
  EXPECT_EQ(file(kCourseEnrollmentGenderDaily),
            "date\tcourse_id\tgender\tcount\tcumulative_count\n2024-02-01\ta\\tb\t\\N\t-1\t2\n");
  EXPECT_EQ(
      file(kCourseMetaSummaryEnrollment),
      "course_id\tcatalog_course_title\tcatalog_course\tstart_time\tend_time\tpacing_type\tavailability\t"
      "enrollment_mode\tcount\tcount_change_7_days\tcumulative_count\tpassing_users\n");
  auto tables = rows_.tables();
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_EQ(tables[0].table, &kCourseEnrollmentGenderDaily);
  EXPECT_EQ(tables[0].rows, 1u);
  EXPECT_EQ(tables[1].rows, 0u);
}

// result-store.md 2.6: in characters, not in bytes, and before anything is escaped.
TEST_F(ResultFilesTest, TextsAreCutToTheirColumn) {
  ASSERT_TRUE(rows_.begin({&kCourseEnrollmentGenderDaily}));
  for (const char* gender : {"123456", "1234567", "日本日本日本日", "\t\t\t\t\t\t\t", "\\\\\\\\\\\\m"})
    ASSERT_TRUE(
        rows_.write(kCourseEnrollmentGenderDaily, {"2024-02-01", "c", gender, int64_t{1}, int64_t{1}}));
  ASSERT_TRUE(rows_.finish());
  EXPECT_EQ(file(kCourseEnrollmentGenderDaily),
            "date\tcourse_id\tgender\tcount\tcumulative_count\n"
            "2024-02-01\tc\t123456\t1\t1\n2024-02-01\tc\t123456\t1\t1\n2024-02-01\tc\t日本日本日本\t1\t1\n"
            "2024-02-01\tc\t\\t\\t\\t\\t\\t\\t\t1\t1\n2024-02-01\tc\t\\\\\\\\\\\\\\\\\\\\\\\\\t1\t1\n");
}

TEST_F(ResultFilesTest, ASkippedTableHasNoFileAndSaysWhy) {
  ASSERT_TRUE(rows_.begin({&kCourseEnrollmentGenderDaily}));
  rows_.skip(kCourseEnrollmentGenderDaily, "no profiles");
  ASSERT_TRUE(rows_.finish());
  EXPECT_EQ(rows_.tables()[0].skipped, "no profiles");
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(ResultFilesTest, ARowThatDoesNotFitIsABug) {
  ASSERT_TRUE(rows_.begin({&kCourseEnrollmentGenderDaily}));
  EXPECT_EQ(rows_.write(kCourseEnrollmentGenderDaily, {"2024-02-01"}).error().kind, ErrorKind::kInternal);
  EXPECT_EQ(rows_.write(kCourseMetaSummaryEnrollment, {"c"}).error().kind, ErrorKind::kInternal);
}

TEST_F(ResultFilesTest, NothingIsLeftOfFilesThatAreNotFinished) {
  {
    ResultFiles dropped(folder_.path());
    ASSERT_TRUE(dropped.begin({&kCourseEnrollmentGenderDaily}));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace sluice::launch
