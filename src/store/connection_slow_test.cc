#include <gtest/gtest.h>

#include "store/connection.h"
#include "support/private_mariadb.h"

namespace sluice::store {
namespace {

using support::private_mariadb;

TEST(Connection, ASlowAnswerIsATimeout) {
  SLUICE_NEEDS_MARIADB();
  Dsn dsn = private_mariadb().root_dsn();
  dsn.timeout_seconds = 1;  // ten to read
  Connection connection = Connection::open(dsn).value();
  auto slow = connection.query("SELECT SLEEP(14)");
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().kind, ErrorKind::kTimeout) << base::to_text(slow.error());
}

}  // namespace
}  // namespace sluice::store
