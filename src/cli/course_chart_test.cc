#include "cli/course_chart.h"

#include <gtest/gtest.h>

#include "cli/text_table.h"

namespace sluice::cli {
namespace {

TEST(CourseChart, BarsToAnEighthOfACell) {
  EXPECT_EQ(bar(8, 8, 3), "███");
  EXPECT_EQ(bar(4, 8, 3), "█▌");
  EXPECT_EQ(bar(1, 1000, 3), "▏");  // something is there
  EXPECT_EQ(bar(0, 8, 3), "");
  EXPECT_EQ(bar(-1, 8, 3), "");
  EXPECT_EQ(bar(1, 0, 3), "");
}

TEST(CourseChart, SparklinesKeepTheNewest) {
  EXPECT_EQ(sparkline({1, 2, 3, 8}, 10), "▁▂▃█");
  EXPECT_EQ(sparkline({9, 0, 7}, 2), "▁█");
  EXPECT_EQ(sparkline({5, 5}, 10), "▄▄");
  EXPECT_EQ(sparkline({}, 10), "");
}

TEST(TextTable, AlignsByCharactersNotBytes) {
  const TextTable table{{"name", "n"}, {{"Åland", "5"}, {"x", "1,000"}}, {false, true}, {1, 2}};
  EXPECT_EQ(table.to_text(2, false), "name       n\nÅland      5  █\nx      1,000  ██\n");
  EXPECT_EQ(table.to_text(1, true),
            "name       n\nÅland      5  \033[36m▌\033[0m\nx      1,000  \033[36m█\033[0m\n");
}

}  // namespace
}  // namespace sluice::cli
