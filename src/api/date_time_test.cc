#include "api/date_time.h"

#include <gtest/gtest.h>

namespace sluice::api {
namespace {

std::string read(std::string_view text) {
  const auto time = parse_date_parameter(text);
  return time ? base::format_datetime(*time) : "none";
}

TEST(DateTime, ReadsBothForms) {
  EXPECT_EQ(read("2014-12-09"), "2014-12-09 00:00:00");
  EXPECT_EQ(read("2014-12-9"), "2014-12-09 00:00:00");
  EXPECT_EQ(read("2014-1-9"), "2014-01-09 00:00:00");
  EXPECT_EQ(read("2014-12-10T193146"), "2014-12-10 19:31:46");
  EXPECT_EQ(read("2014-12-10T120000"), "2014-12-10 12:00:00");
  EXPECT_EQ(read("2016-02-29"), "2016-02-29 00:00:00");
}

TEST(DateTime, CutsShortTimesAsStrptimeDoes) {
  EXPECT_EQ(read("2014-12-10T123"), "2014-12-10 01:02:03");
  EXPECT_EQ(read("2014-12-10T1234"), "2014-12-10 12:03:04");
  EXPECT_EQ(read("2014-12-10T12345"), "2014-12-10 12:34:05");
  EXPECT_EQ(read("2014-12-10T9999"), "none");
}

TEST(DateTime, RefusesTheRest) {
  for (const char* text : {"bad",
                           "2014-12-09T00:00:00Z",
                           "2014-12-09T00:00:00",
                           "2014-13-01",
                           "2014-02-30",
                           "2015-02-29",
                           "20141209",
                           "14-12-09",
                           "2014-12-09 ",
                           " 2014-12-09",
                           "2014-12-09T",
                           "2014-12-09T240000",
                           "2014-12-09T126000",
                           "2014-12-009",
                           "2014-00-10",
                           "0000-01-01",
                           "2014/12/09",
                           "2014-12-09T1",
                           "2014-12-09T12",
                           "2014-12-09t120000",
                           "2014-12-09T1200000",
                           "",
                           "-",
                           "2014",
                           "2014-12-0x"})
    EXPECT_EQ(read(text), "none") << text;
}

TEST(DateTime, DateAloneTakesNoTime) {
  EXPECT_TRUE(parse_date("2014-12-09"));
  EXPECT_FALSE(parse_date("2014-12-09T000000"));
}

TEST(DateTime, WritesBothForms) {
  EXPECT_EQ(dt_text("2014-12-10 19:31:46"), "2014-12-10T193146");
  EXPECT_EQ(dt_text("2014-12-10 19:31:46.999999"), "2014-12-10T193146");
  EXPECT_EQ(iso_text("2014-12-15 00:00:00"), "2014-12-15T00:00:00Z");
  EXPECT_EQ(iso_text("2014-12-15 00:00:00.000000"), "2014-12-15T00:00:00Z");
  EXPECT_EQ(iso_text("2014-12-15 00:00:00.123456"), "2014-12-15T00:00:00.123456Z");
  EXPECT_EQ(iso_text("2014-12-15 00:00:00.5"), "2014-12-15T00:00:00.500000Z");
}

}  // namespace
}  // namespace sluice::api
