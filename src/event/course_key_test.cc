#include "event/course_key.h"

#include <gtest/gtest.h>

namespace sluice::event {
namespace {

std::string org(std::string_view id) {
  return std::string(org_of(id).value_or("-"));
}

TEST(CourseKey, ExamplesOfTheSpec) {
  EXPECT_EQ(org("course-v1:AcmeU+BIO1+2021"), "AcmeU");
  EXPECT_EQ(org("course-v1:AcmeU+BIO1+2021+branch@draft"), "AcmeU");
  EXPECT_EQ(org("course-v1:AcmeU+BIO1+2021+branch@draft+version@0123456789abcdef01234567"), "AcmeU");
  EXPECT_EQ(org("course-v1:AcmeU+c~1.2:x-y_z+2021"), "AcmeU");
  EXPECT_EQ(org("course-v1:É+ü+日本"), "É");
  EXPECT_EQ(org("AcmeU/BIO1/2021"), "AcmeU");
  EXPECT_EQ(org("AcmeU/BI%20O/2021"), "AcmeU");
  EXPECT_EQ(org("AcmeU/BIO1/"), "AcmeU");
  EXPECT_EQ(org("ccx-v1:AcmeU+BIO1+2021+ccx@13"), "AcmeU");
  EXPECT_EQ(org("library-v1:AcmeU+LIB1"), "AcmeU");
  for (const char* bad : {"course-v1:AcmeU+BIO1",
                          "course-v1:AcmeU+BIO1+2021+extra",
                          "course-v1:Acme U+BIO1+2021",
                          "course-v1:AcmeU+BI%20O+2021",
                          "course-v1:AcmeU++2021",
                          "course-v1:+BIO1+2021",
                          "course-v1:AcmeU+BIO1+2021+",
                          "Course-v1:AcmeU+BIO1+2021",
                          "AcmeU/BIO1",
                          "AcmeU/BIO1/2021/x",
                          "/BIO1/2021",
                          "AcmeU//2021",
                          "AcmeU/BIO1/2021:1",
                          "AcmeU/BI~O/2021",
                          "AcmeU/BI+O/2021",
                          "AcmeU/BI O/2021",
                          "AcmeU/BIO\xef\xbf\xbd/2021",
                          "ccx-v1:AcmeU+BIO1+2021",
                          "block-v1:AcmeU+BIO1+2021+type@x+block@y",
                          "i4x://AcmeU/BIO1/x/y",
                          "foo:bar",
                          "foobar",
                          ";;;;bad/id/val",
                          "",
                          "course-v1:AcmeU+BIO1+2021\n",
                          "AcmeU/BIO1/2021\n",
                          "slashes:A+B+C",
                          "course-v1:A+B+C+version@0123",
                          "course-v1:A+e\xcc\x81+C",
                          "A/B\xff/C",
                          "\xff"
                          "A/B/C",
                          "A/B/C\xff"})
    EXPECT_EQ(org(bad), "-") << bad;
  EXPECT_EQ(org("course-v1:" + std::string(240, 'a') + "+b+c"), std::string(240, 'a'));
  EXPECT_EQ(org("course-v1:" + std::string(255, 'a') + "+b+c"), "-");
}

std::string from_url(std::string_view url) {
  return course_id_from_url(url).value_or("none");
}

TEST(CourseKey, UrlsOfTheSpec) {
  EXPECT_EQ(from_url("/courses/course-v1:AcmeU+BIO1+2021/about"), "course-v1:AcmeU+BIO1+2021");
  EXPECT_EQ(from_url("https://lms.example/courses/AcmeU/BIO1/2021/info"), "AcmeU/BIO1/2021");
  EXPECT_EQ(from_url("https://lms.example/courses/course-v1:AcmeU+BIO1+2021?x=1"),
            "course-v1:AcmeU+BIO1+2021");
  EXPECT_EQ(from_url("https://lms.example/xblock/block-v1:AcmeU+BIO1+2021+type@vertical+block@38#f"),
            "course-v1:AcmeU+BIO1+2021");
  EXPECT_EQ(from_url("/xblock/block-v1:AcmeU+BIO1+2021+branch@draft+type@vertical+block@38"),
            "course-v1:AcmeU+BIO1+2021+branch@draft");
  EXPECT_EQ(from_url("/xblock/ccx-block-v1:AcmeU+BIO1+2021+ccx@3+type@problem+block@x"),
            "ccx-v1:AcmeU+BIO1+2021+ccx@3");
  EXPECT_EQ(from_url("/xblock/lib-block-v1:AcmeU+LIB1+type@problem+block@x"), "library-v1:AcmeU+LIB1");
  EXPECT_EQ(from_url("https://lms.example/xblock/block-v1:AcmeU+BIO1+2021?p=1"), "none");
  EXPECT_EQ(from_url("/courses/course-v1:AcmeU+BIO1+2021/xblock/block-v1:X+Y+Z+type@p+block@q/handler"),
            "course-v1:X+Y+Z");
  EXPECT_EQ(from_url("https://lms.example/api/courses/v1/courses/course-v1:AcmeU+BIO1+2021"),
            "course-v1:AcmeU+BIO1+2021");
  EXPECT_EQ(from_url("https://lms.example/courses/v1/blocks/course-v1:AcmeU+BIO1+2021"), "none");
  EXPECT_EQ(from_url("https://learning.example/course/course-v1:AcmeU+BIO1+2021/home"), "none");
  EXPECT_EQ(from_url("https://lms.example/courses/course-v1%3AAcmeU%2BBIO1%2B2021/"), "none");
  for (const char* url :
       {"/courses/AcmeU/BIO1", "/courses/AcmeU/BIO1/20 21", "/courses/AcmeU/BIO1/2021#top", "", "/dashboard"})
    EXPECT_EQ(from_url(url), "none") << url;
}

TEST(CourseKey, FileNameForm) {
  EXPECT_EQ(file_name_form("course-v1:AcmeU+BIO1+2021"), "AcmeU_BIO1_2021");
  EXPECT_EQ(file_name_form("AcmeU/BIO1/2021"), "AcmeU_BIO1_2021");
  EXPECT_EQ(file_name_form("ccx-v1:AcmeU+BIO1+2021+ccx@13"), "AcmeU_BIO1_2021_ccx_13");
  EXPECT_EQ(file_name_form("org/course/"), "org_course_");
  EXPECT_EQ(file_name_form("course-v1:É+ü+日本"), "______");
}

}  // namespace
}  // namespace sluice::event
