#include "event/geo.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace sluice::event {
namespace {

TEST(Geo, RangesTheMostSpecificWins) {
  auto folder = base::TemporaryFolder::create("sluice-test");
  std::string path = folder->path() + "/country.tsv";
  ASSERT_TRUE(base::write_file_atomically(
      path,
      "# comment\n203.0.0.0/8\tFR\n203.0.113.0/24\tDE\tGermany\n198.51.100.7\tA1\n"
      "2001:db8::/32\tJP\n192.0.2.0/24\t \n\n0.0.0.0/5\tXX\n"));
  auto geo = open_geo(path);
  ASSERT_TRUE(geo);
  EXPECT_EQ((*geo)->country_code("203.0.113.9"), "DE");
  EXPECT_EQ((*geo)->country_code("203.1.1.1"), "FR");
  EXPECT_EQ((*geo)->country_code("198.51.100.7"), "A1");
  EXPECT_EQ((*geo)->country_code("198.51.100.8"), "UNKNOWN");
  EXPECT_EQ((*geo)->country_code("2001:db8::1"), "JP");
  EXPECT_EQ((*geo)->country_code("2001:db9::1"), "UNKNOWN");
  EXPECT_EQ((*geo)->country_code("192.0.2.1"), "UNKNOWN");
  EXPECT_EQ((*geo)->country_code("7.255.1.1"), "XX");
  for (const char* bad : {"", "10.0.0.7", "203.0.113", "x", "203.0.113.9 ", "1.2.3.4, 5.6.7.8"})
    EXPECT_EQ((*geo)->country_code(bad), "UNKNOWN") << bad;
}

TEST(Geo, BadFilesSayWhere) {
  auto folder = base::TemporaryFolder::create("sluice-test");
  std::string text = folder->path() + "/x.tsv", db = folder->path() + "/x.mmdb";
  ASSERT_TRUE(base::write_file_atomically(text, "203.0.0.0/8\tFR\n203.0.0.0/40\tFR\n"));
  ASSERT_TRUE(base::write_file_atomically(db, "not a database"));
  EXPECT_EQ(open_geo(text).error().mark->line, 2);
  EXPECT_EQ(open_geo(db).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(open_geo(db + ".mmdb").error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace sluice::event
