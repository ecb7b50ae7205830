#include "base/time.h"

#include <gtest/gtest.h>

namespace sluice::base {
namespace {

std::string spelled(const char* text) {
  auto i = parse_interval(text);
  return i ? format_interval(*i) : "error";
}

TEST(Interval, SpellingsOfTheSpec) {
  EXPECT_EQ(spelled("2021"), "2021-01-01..2022-01-01");
  EXPECT_EQ(spelled("2021-03"), "2021-03-01..2021-04-01");
  EXPECT_EQ(spelled("2021-12"), "2021-12-01..2022-01-01");
  EXPECT_EQ(spelled("2021-W09"), "2021-03-01..2021-03-08");
  EXPECT_EQ(spelled("2020-W53"), "2020-12-28..2021-01-04");
  EXPECT_EQ(spelled("2021-W53"), "error");
  EXPECT_EQ(spelled("2021-03-02"), "2021-03-02..2021-03-03");
  EXPECT_EQ(spelled("2021-03-01-2021-03-06"), "2021-03-01..2021-03-06");
  EXPECT_EQ(spelled("2021-03-01..2021-03-06"), "2021-03-01..2021-03-06");
  EXPECT_EQ(spelled("2021-03-06..2021-03-01"), "error");
  EXPECT_EQ(spelled("2021-02-30"), "error");
  EXPECT_EQ(spelled("yesterday"), "error");
  EXPECT_EQ(spelled(""), "error");
}

TEST(Duration, OnlyWholeDaysCount) {
  auto d = [](const char* t) {
    auto r = parse_duration_days(t);
    return r ? static_cast<int>(r->count()) : -1;
  };
  EXPECT_EQ(d("2 days"), 2);
  EXPECT_EQ(d("1 week 2 days"), 9);
  EXPECT_EQ(d("36 h"), 1);
  EXPECT_EQ(d("P2D"), 2);
  EXPECT_EQ(d("P1W"), 7);
  EXPECT_EQ(d("PT36H"), 1);
  EXPECT_EQ(d("0 days"), 0);
  EXPECT_EQ(d("two days"), -1);
  EXPECT_EQ(d(""), -1);
}

TEST(Day, OnlyExistingDays) {
  EXPECT_TRUE(parse_day("2024-02-29"));
  EXPECT_FALSE(parse_day("2023-02-29"));
  EXPECT_FALSE(parse_day("2023-2-09"));
  EXPECT_EQ(format_day(iso_monday(*parse_day("2021-03-07"))), "2021-03-01");
  EXPECT_EQ(parse_day_as("20210302", "%Y%m%d"), parse_day("2021-03-02"));
  EXPECT_FALSE(parse_day_as("20211332", "%Y%m%d"));
}

}  // namespace
}  // namespace sluice::base
