#include "api/route.h"

#include <gtest/gtest.h>

namespace sluice::api {
namespace {

std::string route(std::string_view path) {
  const auto found = find_route(path);
  if (!found) return "unknown";
  return found->endpoint->path + (found->course_id.empty() ? "" : " of " + found->course_id);
}

TEST(Route, CoursesOfAllKinds) {
  for (const char* id :
       {"edX/DemoX/Demo_Course", "course-v1:edX+DemoX+Demo_2014", "ccx-v1:edx+1.005x-CCX+rerun+ccx@15"})
    for (const char* version : {"v0", "v1"}) {
      const std::string base = std::string("/api/") + version + "/courses/" + id + "/";
      EXPECT_EQ(route(base + "enrollment/"), std::string("enrollment/ of ") + id);
      EXPECT_EQ(route(base + "enrollment/mode/"), std::string("enrollment/mode/ of ") + id);
      EXPECT_EQ(route(base + "recent_activity/"), std::string("recent_activity/ of ") + id);
    }
}

TEST(Route, FixedPaths) {
  EXPECT_EQ(route("/"), "/");
  for (const char* path : {"/status/", "/api/v0/status/", "/api/v1/status/"})
    EXPECT_EQ(route(path), "status/");
  EXPECT_EQ(route("/api/v1/course_summaries/"), "course_summaries/");
  EXPECT_EQ(route("/api/sluice/v1/courses/"), "courses/");
}

TEST(Route, Unknown) {
  for (const char* path :
       {"", "/nothing/", "/api/v2/status/", "/api/v0/", "/api/v0/courses/foo/enrollment/",
        "/api/v0/courses/a/b/enrollment/", "/api/v0/courses/course-v1:edX DemoX Demo_2014/enrollment/",
        "/api/v0/courses/a/b/c/nothing/", "/course_summaries/", "/api/v0/courses/a/b/c/enrollment",
        "/api/v0/courses/a/b/c/enrollment//", "/api/sluice/v1/status/", "//status/",
        "/api/v0/courses/a/b/c/d/enrollment/", "/api/v0/problems/x/answer_distribution/",
        "/api/v0/courses//enrollment/"})
    EXPECT_EQ(route(path), "unknown") << path;
}

}  // namespace
}  // namespace sluice::api
