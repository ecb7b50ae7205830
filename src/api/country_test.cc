#include "api/country.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "base/text.h"

namespace sluice::api {
namespace {

TEST(Country, ByAnyCodeInAnyCase) {
  for (const char* code : {"US", "us", "USA", "usa", "840"}) {
    ASSERT_NE(find_country(code), nullptr) << code;
    EXPECT_EQ(find_country(code)->name, "United States of America");
  }
  EXPECT_EQ(find_country("004")->alpha2, "AF");
  EXPECT_EQ(find_country("ci")->name, "C\u00f4te d'Ivoire");
}

TEST(Country, AllElseIsUnknown) {
  for (const char* code : {"", "UNKNOWN", "A1", "A2", "AP", "EU", "O1", "XK", "AN", " US", "US ", "4", "U"})
    EXPECT_EQ(find_country(code), nullptr) << code;
}

TEST(Country, TheTableIsWhole) {
  const auto lines = base::split(kCountryTable, '\n');
  EXPECT_EQ(std::ranges::count_if(lines, [](std::string_view line) { return !line.empty(); }), 249);
}

}  // namespace
}  // namespace sluice::api
