// A big LMS table streams with flat memory, live and from dumps.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>

#include "base/files.h"
#include "store/lms_database.h"
#include "support/private_mariadb.h"

namespace sluice::store {
namespace {

using support::private_mariadb;

long peak_kilobytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(LmsStreams, AMillionProfilesInFlatMemory) {
  SLUICE_NEEDS_MARIADB();
  auto& server = private_mariadb();
  server.fresh_database("edxapp");
  Connection root = server.root("edxapp");
  ASSERT_TRUE(root.execute(
      "CREATE TABLE auth_userprofile (user_id INT PRIMARY KEY, name VARCHAR(255) NOT NULL, gender "
      "VARCHAR(6), "
      "year_of_birth INT, level_of_education VARCHAR(6), language VARCHAR(255) NOT NULL, location "
      "VARCHAR(255) NOT NULL, "
      "mailing_address LONGTEXT, city LONGTEXT, country VARCHAR(2), goals LONGTEXT) CHARSET utf8mb4"));
  ASSERT_TRUE(
      root.execute("INSERT INTO auth_userprofile SELECT seq, CONCAT('name ', seq), 'f', 1980, 'b', 'en', '', "
                   "REPEAT('address ', 12), "
                   "'city', 'DE', REPEAT('goal ', 12) FROM seq_1_to_1000000"));
  auto database = open_lms(server.root_dsn("edxapp").to_text()).value();
  auto folder = base::TemporaryFolder::create("lms").value();
  auto file = base::AtomicFile::open(folder.path() + "/auth_userprofile").value();
  const std::vector<std::string> all = {
      "user_id",         "name", "gender",  "year_of_birth", "level_of_education", "language", "location",
      "mailing_address", "city", "country", "goals"};
  long before = peak_kilobytes();
  uint64_t rows = 0, bytes = 0;
  auto count = [&](const schema::SourceRow& row) -> Status {
    ++rows;
    for (const auto& cell : row) bytes += cell->size();
    return {};
  };
  ASSERT_TRUE(database->scan("auth_userprofile", all, [&](const schema::SourceRow& row) -> Status {
    SLUICE_CHECK(count(row));
    for (size_t i = 0; i < row.size(); ++i)
      SLUICE_CHECK(file.write(std::string(*row[i]) + (i + 1 < row.size() ? "\x01" : "\n")));
    return {};
  }));
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(rows, 1'000'000u);
  EXPECT_GT(bytes, 180'000'000u);
  auto dumps = open_lms(folder.path()).value();
  uint64_t live_bytes = std::exchange(bytes, 0);
  rows = 0;
  ASSERT_TRUE(dumps->scan("auth_userprofile", all, count));
  EXPECT_EQ(rows, 1'000'000u);
  EXPECT_EQ(bytes, live_bytes);
  EXPECT_LT(peak_kilobytes() - before, 16 * 1024);
}

}  // namespace
}  // namespace sluice::store
