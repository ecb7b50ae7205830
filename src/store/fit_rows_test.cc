#include "store/fit_rows.h"

#include <gtest/gtest.h>

namespace sluice::store {
namespace {

using Kind = FitColumn::Kind;

FitColumn text(uint64_t characters, bool four = false) {
  return {"t", Kind::kText, characters, characters * (four ? 4 : 3), four};
}

std::string fit(std::vector<FitColumn> columns, std::string_view line) {
  FitRows rows(std::move(columns));
  std::string out;
  Status status = rows.append(line, out);
  return status ? out : "error: " + status.error().message;
}

TEST(FitRows, CutsTextsToTheirLengthInCharacters) {
  EXPECT_EQ(fit({text(3)}, "abc"), "abc\n");
  EXPECT_EQ(fit({text(3)}, "abcd"), "abc\n");
  EXPECT_EQ(fit({text(3)}, "äöüß"), "äöü\n");
  EXPECT_EQ(fit({text(3)}, "日本語です"), "日本語\n");
  EXPECT_EQ(fit({text(3)}, "\\t\\\\\\nx"), "\\t\\\\\\n\n");  // an escape is one character
  EXPECT_EQ(fit({text(3)}, "ab\\\\"), "ab\\\\\n");
  EXPECT_EQ(fit({text(3)}, ""), "\n");
  FitColumn by_bytes{"t", Kind::kText, 5, 5, false};  // a TEXT: its limit is in bytes
  EXPECT_EQ(fit({by_bytes}, "ääää"), "ää\n");
}

TEST(FitRows, ReplacesWhatUtf8CannotHold) {
  EXPECT_EQ(fit({text(9)}, "a😀b"), "a\uFFFDb\n");
  EXPECT_EQ(fit({text(9, true)}, "a😀b"), "a😀b\n");
  EXPECT_EQ(fit({text(9, true)}, "a\xff\xc3"), "a\uFFFD\uFFFD\n");
  EXPECT_EQ(fit({text(2)}, "😀😀😀"), "\uFFFD\uFFFD\n");
  FitRows rows({text(2)});
  std::string out;
  ASSERT_TRUE(rows.append("😀bc", out));
  ASSERT_TRUE(rows.append("abc", out));
  EXPECT_EQ(rows.texts_cut(), 2u);
  EXPECT_EQ(rows.texts_replaced(), 1u);
}

TEST(FitRows, NumbersThatAreNotFiniteAreNullAndTextsStayTexts) {
  FitColumn number{"n", Kind::kNumber, 0, 0, false};
  for (const char* cell : {"inf", "-inf", "+inf", "Infinity", "-Infinity", "NaN", "nan", "-nan"}) {
    EXPECT_EQ(fit({number}, cell), "\\N\n") << cell;
    EXPECT_EQ(fit({text(9)}, cell), std::string(cell) + "\n");
  }
  EXPECT_EQ(fit({number, text(9)}, "1e300\tNone"), "1e300\tNone\n");
  EXPECT_EQ(fit({number}, "info"), "info\n");  // for the server to refuse
}

TEST(FitRows, NullAndTimes) {
  FitColumn time{"t", Kind::kDateTime, 0, 0, false};
  EXPECT_EQ(fit({time}, "2024-01-02 03:04:05.999"), "2024-01-02 03:04:05\n");
  EXPECT_EQ(fit({time, text(1)}, "\\N\t\\N"), "\\N\t\\N\n");
  EXPECT_EQ(fit({text(3)}, "\\\\N"), "\\\\N\n");  // the text \N
}

TEST(FitRows, RefusesWrongShapes) {
  EXPECT_EQ(fit({text(3), text(3)}, "a"), "error: a row has 1 cells instead of 2");
  EXPECT_EQ(fit({text(3), text(3)}, "a\tb\tc"), "error: a row has 3 cells instead of 2");
  EXPECT_EQ(fit({text(3), text(3)}, "a\\\tb"), "error: a cell ends in a lone backslash");
  EXPECT_EQ(fit({text(3)}, "\\\\\\"), "error: a cell ends in a lone backslash");
}

}  // namespace
}  // namespace sluice::store
