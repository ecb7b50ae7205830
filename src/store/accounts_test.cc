#include "store/accounts.h"

#include <gtest/gtest.h>

#include "support/private_mariadb.h"

namespace sluice::store {
namespace {

using support::private_mariadb;

const Account kPipeline{"pipeline", "%"}, kApi{"api", "%"};
const Secret kPipelinePassword("pipe'line\\ \"pass?word`"), kApiPassword("äpi😀");

// Database `reports` with its two users, from nothing.
Connection set_up() {
  auto& server = private_mariadb();
  server.fresh_database("reports");
  Connection root = server.root();
  EXPECT_TRUE(drop_user(root, kPipeline));
  EXPECT_TRUE(drop_user(root, kApi));
  EXPECT_TRUE(create_user(root, kPipeline, kPipelinePassword, false));
  EXPECT_TRUE(create_user(root, kApi, kApiPassword, false));
  EXPECT_TRUE(ensure_grants(root, kPipeline, pipeline_grants("reports")));
  EXPECT_TRUE(ensure_grants(root, kApi, api_grants("reports")));
  return root;
}

Connection as(const Account& account, const Secret& password) {
  return Connection::open(private_mariadb().tcp_dsn(account.user, "", "reports"), password).value();
}

TEST(Accounts, DatabaseIsCreatedAlteredOrReported) {
  SLUICE_NEEDS_MARIADB();
  Connection root = private_mariadb().root();
  ASSERT_TRUE(drop_database(root, "a_b"));
  EXPECT_FALSE(find_database(root, "a_b").value());
  EXPECT_EQ(ensure_database(root, "a_b").value(), DatabaseChange::kCreate);
  EXPECT_EQ(ensure_database(root, "a_b").value(), DatabaseChange::kNone);
  EXPECT_FALSE(find_database(root, "A_B").value());
  EXPECT_EQ(ensure_database(root, "a_b", "latin1", "latin1_bin").value(), DatabaseChange::kAlter);
  EXPECT_EQ(find_database(root, "a_b").value()->collation, "latin1_bin");
  ASSERT_TRUE(root.execute("CREATE TABLE a_b.t (a INT)"));
  EXPECT_EQ(ensure_database(root, "a_b").value(), DatabaseChange::kDrift);
  EXPECT_EQ(find_database(root, "a_b").value()->collation, "latin1_bin");
  EXPECT_FALSE(ensure_database(root, "a_b", "utf8; DROP", "utf8_bin"));
  ASSERT_TRUE(drop_database(root, "a_b"));
}

TEST(Accounts, GrantsAreExactAndStaySo) {
  SLUICE_NEEDS_MARIADB();
  Connection root = set_up();
  EXPECT_TRUE(ensure_grants(root, kPipeline, pipeline_grants("reports")).value().empty());
  EXPECT_TRUE(ensure_grants(root, kApi, api_grants("reports")).value().empty());
  RowSet shown = root.query("SHOW GRANTS FOR `api`@`%`").value();
  ASSERT_EQ(shown.rows.size(), 2u);
  EXPECT_EQ(shown.rows[1][0], "GRANT SELECT, SHOW VIEW ON `reports`.* TO `api`@`%`");
  shown = root.query("SHOW GRANTS FOR `pipeline`@`%`").value();
  ASSERT_EQ(shown.rows.size(), 3u);
}

TEST(Accounts, ExtraGrantsGo) {
  SLUICE_NEEDS_MARIADB();
  Connection root = set_up();
  for (const char* sql :
       {"GRANT ALL PRIVILEGES ON reports.* TO api WITH GRANT OPTION",
        "GRANT SELECT, FILE, PROCESS ON *.* TO api", "CREATE OR REPLACE ROLE writer",
        "GRANT writer TO api WITH ADMIN OPTION", "SET DEFAULT ROLE writer FOR api",
        "CREATE OR REPLACE TABLE reports.t (a INT, b INT)",
        "GRANT UPDATE (a), SELECT (a, b) ON reports.t TO api",
        "CREATE OR REPLACE PROCEDURE reports.p() SELECT 1", "GRANT EXECUTE ON PROCEDURE reports.p TO api",
        "GRANT SELECT ON `re%`.* TO api", "GRANT PROXY ON pipeline TO api"})
    ASSERT_TRUE(root.execute(sql)) << sql;
  auto changes = ensure_grants(root, kApi, api_grants("reports"));
  ASSERT_TRUE(changes) << base::to_text(changes.error());
  EXPECT_GE(changes->size(), 7u);
  EXPECT_EQ(read_grants(root, kApi).value(), api_grants("reports"));
  EXPECT_TRUE(ensure_grants(root, kApi, api_grants("reports")).value().empty());
}

TEST(Accounts, SelfTestPasses) {
  SLUICE_NEEDS_MARIADB();
  Connection root = set_up();
  Connection pipeline = as(kPipeline, kPipelinePassword), api = as(kApi, kApiPassword);
  auto lines = self_test(pipeline, api);
  ASSERT_TRUE(lines) << base::to_text(lines.error());
  EXPECT_EQ(lines->size(), 10u);
  for (const SelfTestLine& line : *lines) EXPECT_TRUE(line.passed) << line.text;
  EXPECT_EQ(lines->at(5).text, "api may not insert: refused by the server (1142)");
  EXPECT_EQ(find_database(root, "reports").value()->tables, 0u);
}

TEST(Accounts, SelfTestSeesFaults) {
  SLUICE_NEEDS_MARIADB();
  Connection root = set_up();
  ASSERT_TRUE(root.execute("ALTER DATABASE reports CHARACTER SET utf8 COLLATE utf8_general_ci"));
  ASSERT_TRUE(root.execute("GRANT INSERT ON reports.* TO api"));
  ASSERT_TRUE(root.execute("REVOKE ALTER ON reports.* FROM pipeline"));
  Connection pipeline = as(kPipeline, kPipelinePassword), api = as(kApi, kApiPassword);
  std::vector<SelfTestLine> lines = self_test(pipeline, api).value();
  std::string failed;
  for (const SelfTestLine& line : lines)
    if (!line.passed) failed += line.text.substr(0, line.text.find(':')) + "\n";
  EXPECT_EQ(failed,
            "texts differ by case ('a' = 'A' is 0)\napi may not insert\npipeline may rename a table\n");
}

TEST(Accounts, PipelineMayMakeDatabasesOfThePatternOnly) {
  SLUICE_NEEDS_MARIADB();
  Connection root = set_up();
  Connection pipeline = as(kPipeline, kPipelinePassword);
  EXPECT_TRUE(pipeline.execute("CREATE DATABASE reports_next"));
  EXPECT_TRUE(pipeline.execute("DROP DATABASE reports_next"));
  EXPECT_EQ(pipeline.execute("CREATE DATABASE reportsXnext").error().kind, ErrorKind::kPermission);
  EXPECT_EQ(pipeline.execute("SELECT * FROM mysql.user").error().kind, ErrorKind::kPermission);
}

TEST(Accounts, PasswordsAreNeitherLostNorShown) {
  SLUICE_NEEDS_MARIADB();
  Connection root = set_up();
  auto again = create_user(root, kApi, kApiPassword, false);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::kAlreadyExists);
  ASSERT_TRUE(set_password(root, kApi, Secret("second")));
  EXPECT_EQ(Connection::open(private_mariadb().tcp_dsn("api", ""), kApiPassword).error().kind,
            ErrorKind::kPermission);
  EXPECT_TRUE(as(kApi, Secret("second")).ping());
  auto nobody = set_password(root, {"nobody", "%"}, Secret("hidden-word"));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(base::to_text(nobody.error()).find("hidden-word"), std::string::npos);
  EXPECT_TRUE(ensure_grants(root, kApi, api_grants("reports")).value().empty());  // grants stay

  ASSERT_TRUE(root.execute("SET GLOBAL general_log = ON"));
  auto logged = set_password(root, kApi, Secret("third"));
  ASSERT_TRUE(root.execute("SET GLOBAL general_log = OFF"));
  ASSERT_FALSE(logged);
  EXPECT_EQ(logged.error().kind, ErrorKind::kConflict);
}

TEST(Accounts, TlsCanBeDemanded) {
  SLUICE_NEEDS_MARIADB();
  Connection root = set_up();
  EXPECT_FALSE(find_user(root, kApi).value()->require_ssl);
  ASSERT_TRUE(set_require_ssl(root, kApi, true));
  EXPECT_TRUE(find_user(root, kApi).value()->require_ssl);
  EXPECT_EQ(Connection::open(private_mariadb().tcp_dsn("api", ""), kApiPassword).error().kind,
            ErrorKind::kPermission);
  EXPECT_TRUE(ensure_grants(root, kApi, api_grants("reports")).value().empty());
  ASSERT_TRUE(set_require_ssl(root, kApi, false));
  EXPECT_FALSE(find_user(root, {"nobody", "%"}).value());
}

}  // namespace
}  // namespace sluice::store
