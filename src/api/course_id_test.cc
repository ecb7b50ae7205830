#include "api/course_id.h"

#include <gtest/gtest.h>

namespace sluice::api {
namespace {

TEST(CourseId, PathsTakeAnyThreeParts) {
  for (const char* id :
       {"edX/DemoX/Demo_Course", "course-v1:edX+DemoX+Demo_2014", "ccx-v1:edx+1.005x-CCX+rerun+ccx@15",
        "a/b/c", "a+b/c", "a/b+c", "a b/c/d", "a+b+c++d"})
    EXPECT_TRUE(is_course_path(id)) << id;
  for (const char* id :
       {"", "foo", "a/b", "a/b/", "/a/b", "a//b", "a/b/c/d", "course-v1:edX DemoX Demo_2014", "++a", "a+b+"})
    EXPECT_FALSE(is_course_path(id)) << id;
}

TEST(CourseId, ValidIds) {
  for (const char* id :
       {"course-v1:AcmeU+BIO1+2021", "course-v1:AcmeU+BIO1+2021+branch@draft",
        "course-v1:AcmeU+c~1.2:x-y_z+2021", "course-v1:\u00c9+\u00fc+\u65e5\u672c", "AcmeU/BIO1/2021",
        "AcmeU/BI%20O/2021", "AcmeU/BIO1/", "ccx-v1:AcmeU+BIO1+2021+ccx@13", "library-v1:AcmeU+LIB1",
        "course-v1:a+b+c+version@0123456789abcdef01234567",
        "course-v1:a+b+c+branch@x+version@0123456789abcdef01234567", "not/real/course"})
    EXPECT_TRUE(parse_course_id(id)) << id;
}

// Which ids are valid is event/course_key_test.cc's; here only that it is asked.
TEST(CourseId, MalformedIds) {
  for (const char* id : {"", "malformed", "course-v1:AcmeU+BIO1", "course-v1:edX DemoX Demo_2014", "a/b/c\n",
                         "course-v1:a+b+\xff", "library-v1:a+b+c"})
    EXPECT_FALSE(parse_course_id(id)) << id;
}

TEST(CourseId, FileNames) {
  EXPECT_EQ(file_stem("course-v1:edX+DemoX+Demo_2014"), "edX-DemoX-Demo_2014");
  EXPECT_EQ(file_stem("edX/DemoX/Demo_Course"), "edX-DemoX-Demo_Course");
  EXPECT_EQ(file_stem("ccx-v1:edx+1.005x-CCX+rerun+ccx@15"), "edx-1.005x-CCX-rerun");
  EXPECT_EQ(file_stem("course-v1:\u00c9+a:b+c~d"), "_-a_b-c_d");
  EXPECT_EQ(file_stem("a b/c/d\r\n\""), "a_b_c_d___");
}

}  // namespace
}  // namespace sluice::api
