#include "sample/append.h"

#include <gtest/gtest.h>

#include "sample/random.h"

namespace sluice::sample {
namespace {

std::string made(auto append, auto... arguments) {
  std::string out = ">";
  append(out, arguments...);
  return out.substr(1);
}

TEST(Append, Numbers) {
  EXPECT_EQ(made([](std::string& o) { append_padded(o, 7, 3); }), "007");
  EXPECT_EQ(made([](std::string& o) { append_hex(o, 0xabc, 6); }), "000abc");
  EXPECT_EQ(made([](std::string& o) { append_hundredths(o, 4512); }), "45.12");
  EXPECT_EQ(made([](std::string& o) { append_hundredths(o, 4510); }), "45.1");
  EXPECT_EQ(made([](std::string& o) { append_hundredths(o, 4500); }), "45");
  EXPECT_EQ(made([](std::string& o) { append_hundredths(o, 5); }), "0.05");
}

TEST(Append, Times) {
  const Micros t =
      Micros(Day(std::chrono::year(2021) / 3 / 2)) + std::chrono::hours(10) + std::chrono::microseconds(42);
  EXPECT_EQ(made([&](std::string& o) { append_event_time(o, t); }), "2021-03-02T10:00:00.000042+00:00");
  EXPECT_EQ(made([&](std::string& o) { append_sql_time(o, t); }), "2021-03-02 10:00:00.000042");
}

TEST(Append, JsonIsPureAscii) {
  EXPECT_EQ(made([](std::string& o) { append_escaped(o, "a\"b\\c\n\t\x01 é 日 😀"); }),
            "a\\\"b\\\\c\\n\\t\\u0001 \\u00e9 \\u65e5 \\ud83d\\ude00");
  EXPECT_EQ(made([](std::string& o) { append_ascii_json(o, "{\"a\": \"é\\n\"}"); }),
            "{\"a\": \"\\u00e9\\n\"}");
  EXPECT_EQ(made([](std::string& o) { append_percent_encoded(o, "a+b:é_1"); }), "a%2bb%3a%c3%a9_1");
}

// The same everywhere: these numbers were computed with the published splitmix64 for seed 0.
TEST(Random, IsSplitmix64) {
  Random random(0);
  EXPECT_EQ(random.next(), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(random.next(), 0x6e789e6aa1b965f4ULL);
  EXPECT_EQ(random.next(), 0x06c45d188009454fULL);
}

TEST(Random, StaysInRange) {
  Random random(5);
  bool low = false, high = false;
  for (int i = 0; i < 10'000; ++i) {
    const int64_t n = random.between(-2, 3);
    ASSERT_GE(n, -2);
    ASSERT_LE(n, 3);
    low |= n == -2;
    high |= n == 3;
  }
  EXPECT_TRUE(low && high);
}

}  // namespace
}  // namespace sluice::sample
