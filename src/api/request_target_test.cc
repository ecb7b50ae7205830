#include "api/request_target.h"

#include <gtest/gtest.h>

namespace sluice::api {
namespace {

TEST(RequestTarget, DecodesThePathOnceAndLeavesTheQuery) {
  const auto target = parse_target("/a%2Fb%252F+c%7C%C3%A9?x=a+b%2Bc&y=?");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a/b%2F+c|\u00e9");
  EXPECT_EQ(target->query, "x=a+b%2Bc&y=?");
}

TEST(RequestTarget, KeepsSlashesAndDots) {
  EXPECT_EQ(parse_target("/problems/i4x://a//b/../c/")->path, "/problems/i4x://a//b/../c/");
}

TEST(RequestTarget, TakesTheFormOfProxies) {
  EXPECT_EQ(parse_target("http://host:80/status/?a")->path, "/status/");
  EXPECT_EQ(parse_target("http://host")->path, "/");
}

TEST(RequestTarget, RefusesBrokenEscapesAndBytes) {
  for (const char* text : {"/%", "/%4", "/%zz", "/a%2", "/%ff", "/%C3%28", "/\xff", "/%ED%A0%80"})
    EXPECT_FALSE(parse_target(text)) << text;
}

TEST(RequestTarget, EncodesLocations) {
  EXPECT_EQ(encode_path("/api/v0/courses/course-v1:edX+DemoX+a b|\u00e9%/"),
            "/api/v0/courses/course-v1:edX+DemoX+a%20b%7C%C3%A9%25/");
  EXPECT_EQ(encode_path("/a\r\nSet-Cookie: x/"), "/a%0D%0ASet-Cookie:%20x/");
}

}  // namespace
}  // namespace sluice::api
