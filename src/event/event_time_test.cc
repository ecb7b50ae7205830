#include "event/event_time.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice::event {
namespace {

std::string canonical(std::string_view text) {
  auto t = parse_event_time(text);
  return t ? base::format_day(t->day) + " " + std::string(t->timestamp()) : "bad";
}

TEST(EventTime, CanonicalForms) {
  EXPECT_EQ(canonical("2021-03-02T10:00:00.123456+00:00"), "2021-03-02 2021-03-02T10:00:00.123456");
  EXPECT_EQ(canonical("2021-03-02T10:00:00+00:00"), "2021-03-02 2021-03-02T10:00:00.000000");
  EXPECT_EQ(canonical("2021-03-02T10:00:00"), "2021-03-02 2021-03-02T10:00:00.000000");
  EXPECT_EQ(canonical("2021-03-02T10:00:00.5Z"), "2021-03-02 2021-03-02T10:00:00.500000");
  EXPECT_EQ(canonical("2021-03-02T10:00:00.123456789"), "2021-03-02 2021-03-02T10:00:00.123456");
}

TEST(EventTime, OffsetsMoveToUtc) {
  EXPECT_EQ(canonical("2021-03-01T00:30:15.25+02:00"), "2021-02-28 2021-02-28T22:30:15.250000");
  EXPECT_EQ(canonical("2021-12-31T23:30:00-01:00"), "2022-01-01 2022-01-01T00:30:00.000000");
  EXPECT_EQ(canonical("2021-03-01T10:00:00-05:30"), "2021-03-01 2021-03-01T15:30:00.000000");
}

TEST(EventTime, EverythingElseIsBad) {
  for (const char* text :
       {"", "2021-03-02", "2021-03-02 10:00:00", "2021-02-31T10:00:00", "2021-03-02T25:00:00",
        "2021-03-02T10:60:00", "2021-03-02T10:00:60", "2021-03-02T10:00:00.", "2021-03-02T10:00:00.x",
        "2021-03-02T10:00:00+0000", "2021-03-02T10:00:00+25:00", "2021-03-02T10:00:00 ",
        " 2021-03-02T10:00:00", "2021-03-02t10:00:00", "2021-3-02T10:00:00", "0000-03-02T10:00:00",
        "2021-03-02T10:00:00z", "2021-03-02T10:00:00ZZ"})
    EXPECT_EQ(canonical(text), "bad") << text;
}

// The form of the LMS has a path of its own: every byte of it changed to every value, after an event of the
// same day.
TEST(EventTime, TheUsualFormBendsNoRule) {
  const std::string usual = "2021-03-02T19:38:47.123456+00:00";
  for (size_t at = 0; at < usual.size(); ++at)
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = usual;
      text[at] = static_cast<char>(byte);
      ASSERT_EQ(canonical(usual), "2021-03-02 2021-03-02T19:38:47.123456");
      std::string got = canonical(text);
      canonical("1999-01-01T00:00:00Z");  // another day: the next call goes the long way
      ASSERT_EQ(got, canonical(text)) << text;
    }
}

}  // namespace
}  // namespace sluice::event
