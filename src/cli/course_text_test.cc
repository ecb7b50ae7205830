#include "cli/course_text.h"

#include <gtest/gtest.h>

#include "cli/nearest_courses.h"

namespace sluice::cli {
namespace {

using api::Json;

TEST(CourseText, OneDateOfCategoriesSideBySide) {
  const Json rows =
      Json::parse(R"([{"course_id":"a/b/c","date":"2014-12-10","count":30,"created":"2014-12-10T193146",
      "audit":20,"no_mode":10}])");
  EXPECT_EQ(course_text(Layout::kWide, rows, {.bar_width = 4}),
            "a/b/c  (loaded 2014-12-10 19:31)\n"
            "2014-12-10\n"
            "         learners\n"
            "count          30\n"
            "audit          20  ████\n"
            "no mode        10  ██\n");
}

TEST(CourseText, SeveralDatesGetSparklines) {
  const Json rows =
      Json::parse(R"([{"interval_start":"2014-12-01T000000","course_id":"a/b/c","any":1,"created":null},
      {"interval_start":"2014-12-08T000000","course_id":"a/b/c","any":1500,"posted_forum":7,"created":null}])");
  EXPECT_EQ(course_text(Layout::kWide, rows, {}),
            "a/b/c  (loaded -)\n"
            "interval start    any  posted forum\n"
            "2014-12-01          1             -\n"
            "2014-12-08      1,500             7\n"
            "\n"
            "any                        1 ▁█ 1,500\n"
            "posted forum               0 ▁█ 7\n");
}

TEST(CourseText, CategoriesWithNull) {
  const Json rows =
      Json::parse(R"([{"course_id":"a/b/c","date":"2014-12-10","birth_year":1960,"count":2,"created":null},
      {"course_id":"a/b/c","date":"2014-12-10","birth_year":null,"count":1,"created":null}])");
  EXPECT_EQ(course_text(Layout::kCategories, rows, {.bar_width = 2}),
            "a/b/c  (loaded -)\n"
            "date        birth year  count\n"
            "2014-12-10  1960            2  ██\n"
            "2014-12-10  -               1  █\n");
}

TEST(NearestCourses, ContainedFirstThenByDistance) {
  const std::vector<std::string> known = {"course-v1:a+b+c", "edX/DemoX/2014", "course-v1:edX+DemoX+2015"};
  EXPECT_EQ(nearest_courses("demox", known)[2], "course-v1:a+b+c");
  EXPECT_EQ(nearest_courses("course-v1:a+b+d", known)[0], "course-v1:a+b+c");
  EXPECT_EQ(nearest_courses("edX/DemX/2014", known)[0], "edX/DemoX/2014");
  EXPECT_TRUE(nearest_courses("x", {}).empty());
}

}  // namespace
}  // namespace sluice::cli
