#include "store/connection.h"

#include <gtest/gtest.h>
#include <netdb.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "support/private_mariadb.h"

namespace sluice::store {
namespace {

using support::private_mariadb;

std::string cell(Connection& connection, const std::string& sql,
                 const std::vector<std::optional<std::string>>& parameters = {}) {
  auto rows = connection.query(sql, parameters);
  if (!rows) return "error: " + base::to_text(rows.error());
  return rows->rows.at(0).at(0).value_or("NULL");
}

TEST(Connection, SessionIsUtcUtf8mb4ReadCommitted) {
  SLUICE_NEEDS_MARIADB();
  Connection connection = private_mariadb().root();
  EXPECT_EQ(cell(connection, "SELECT @@time_zone"), "+00:00");
  EXPECT_EQ(cell(connection, "SELECT @@character_set_connection"), "utf8mb4");
  EXPECT_EQ(cell(connection, "SELECT @@tx_isolation"), "READ-COMMITTED");
  EXPECT_GE(connection.server_version(), 100000u);
  EXPECT_TRUE(connection.ping());
}

TEST(Connection, BindsParametersOutsideOfQuotes) {
  SLUICE_NEEDS_MARIADB();
  Connection connection = private_mariadb().root();
  const std::string nasty = std::string("a'b\\c\"?\n\0d", 10) + "é😀";
  EXPECT_EQ(cell(connection, "SELECT ?", {nasty}), nasty);
  EXPECT_EQ(cell(connection, "SELECT CONCAT('?', ?, '\\'?', \"?\")", {"x"}), "?x'??");
  EXPECT_EQ(cell(connection, "SELECT ? IS NULL", {std::nullopt}), "1");
  EXPECT_EQ(cell(connection, "SELECT 1 AS `a?b`"), "1");
  EXPECT_EQ(connection.query("SELECT ?, ?", {"x"}).error().kind, ErrorKind::kInternal);
  EXPECT_EQ(connection.query("SELECT ?", {"x", "y"}).error().kind, ErrorKind::kInternal);
  EXPECT_EQ(cell(connection, "SELECT " + connection.quote(nasty)), nasty);
}

TEST(Connection, ErrorsHaveKinds) {
  SLUICE_NEEDS_MARIADB();
  auto& server = private_mariadb();
  server.fresh_database("kinds");
  Connection connection = server.root("kinds");
  ASSERT_TRUE(connection.execute("CREATE TABLE t (a INT PRIMARY KEY)"));
  EXPECT_EQ(connection.execute("INSERT INTO t VALUES (1), (2)").value(), 2u);
  EXPECT_EQ(connection.execute("SELECT * FROM nope").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(connection.last_error_number(), 1146u);
  EXPECT_EQ(connection.execute("SELECT nope FROM t").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(connection.execute("INSERT INTO t VALUES (1)").error().kind, ErrorKind::kAlreadyExists);
  EXPECT_EQ(connection.execute("SELEC").error().kind, ErrorKind::kInvalidInput);
  EXPECT_TRUE(connection.execute("SELECT 1"));
  EXPECT_EQ(connection.last_error_number(), 0u);
  EXPECT_EQ(Connection::open(server.root_dsn("no_such_database")).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(connection.execute("SET STATEMENT max_statement_time=0.1 FOR SELECT SLEEP(5)").error().kind,
            ErrorKind::kTimeout);

  Dsn nobody = server.tcp_dsn("nobody", "");
  auto refused = Connection::open(nobody, Secret("not-the-password"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kPermission);
  EXPECT_EQ(base::to_text(refused.error()).find("not-the-password"), std::string::npos);
  nobody.port = 1;
  EXPECT_EQ(Connection::open(nobody).error().kind, ErrorKind::kUnavailable);
}

TEST(Connection, StreamsAndStopsEarly) {
  SLUICE_NEEDS_MARIADB();
  Connection connection = private_mariadb().root();
  uint64_t count = 0, sum = 0;
  ASSERT_TRUE(connection.stream("SELECT 1, NULL UNION SELECT 2, NULL", [&](const auto& row) -> Status {
    ++count;
    sum += static_cast<uint64_t>(std::stoi(std::string(*row[0])));
    EXPECT_FALSE(row[1]);
    return {};
  }));
  EXPECT_EQ(count, 2u);
  EXPECT_EQ(sum, 3u);
  Status stopped = connection.stream("SELECT 1 UNION SELECT 2", [](const auto&) -> Status {
    return fail(ErrorKind::kInterrupted, "enough");
  });
  EXPECT_EQ(stopped.error().message, "enough");
  EXPECT_TRUE(connection.ping());  // a short rest is read to its end
}

TEST(Connection, LoadsTsvAndRefusesChangedValues) {
  SLUICE_NEEDS_MARIADB();
  auto& server = private_mariadb();
  server.fresh_database("tsv");
  Connection connection = server.root("tsv");
  ASSERT_TRUE(connection.execute("CREATE TABLE t (a INT NOT NULL, b VARCHAR(5)) CHARSET utf8mb4"));
  auto load = [&](std::string text) {
    bool given = false;
    return connection.load_tsv("`t`", {"a", "b"}, [text, given]() mutable -> Result<std::string_view> {
      return std::exchange(given, true) ? std::string_view() : std::string_view(text);
    });
  };
  auto loaded = load("1\ta\\tb\\\\\n2\t\\N\n3\t\\0\\n\\r\n4\t\\\\N\n");
  ASSERT_TRUE(loaded) << base::to_text(loaded.error());
  EXPECT_EQ(*loaded, 4u);
  EXPECT_EQ(cell(connection, "SELECT b FROM t WHERE a = 1"), "a\tb\\");
  EXPECT_EQ(cell(connection, "SELECT b FROM t WHERE a = 2"), "NULL");
  EXPECT_EQ(cell(connection, "SELECT b FROM t WHERE a = 3"), std::string("\0\n\r", 3));
  EXPECT_EQ(cell(connection, "SELECT b FROM t WHERE a = 4"), "\\N");
  for (const char* bad : {"x\ta\n", "\\N\ta\n", "5\tabcdef\n", "99999999999\ta\n", "5\n", "5\ta\tb\n"}) {
    auto refused = load(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
    EXPECT_NE(refused.error().message.find("ow 1"), std::string::npos) << refused.error().message;
  }
  auto broken = connection.load_tsv(
      "`t`", {"a", "b"}, []() -> Result<std::string_view> { return fail(ErrorKind::kIo, "disk gone"); });
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().message, "disk gone");
  EXPECT_TRUE(connection.ping());
}

TEST(Connection, TheServerCannotAskForFiles) {
  SLUICE_NEEDS_MARIADB();
  auto& server = private_mariadb();
  server.fresh_database("files");
  Connection connection = server.root("files");
  ASSERT_TRUE(connection.execute("CREATE TABLE t (a TEXT)"));
  EXPECT_FALSE(connection.execute("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t"));
  EXPECT_EQ(cell(connection, "SELECT COUNT(*) FROM t"), "0");
}

TEST(Connection, TlsIsUsedCheckedAndDemanded) {
  SLUICE_NEEDS_MARIADB();
  auto& server = private_mariadb();
  if (server.certificate().empty()) GTEST_SKIP() << "there is no openssl program to make a certificate";
  Connection root = server.root();
  ASSERT_TRUE(root.execute("CREATE OR REPLACE USER sealed IDENTIFIED BY 'p' REQUIRE SSL"));
  auto cipher = [&](Dsn dsn, const char* tls, const std::string& ca) -> std::string {
    dsn.tls = tls;
    dsn.ca = ca;
    auto connection = Connection::open(dsn, Secret("p"));
    if (!connection) return base::to_text(connection.error().kind);
    return cell(*connection,
                "SELECT VARIABLE_VALUE <> '' FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = "
                "'Ssl_cipher'");
  };
  Dsn dsn = server.tcp_dsn("sealed", "");
  EXPECT_EQ(cipher(dsn, "off", ""), "permission denied");
  EXPECT_EQ(cipher(dsn, "on", ""), "1");
  EXPECT_EQ(cipher(dsn, "verify", server.certificate()), "1");
  EXPECT_EQ(cipher(dsn, "verify", ""), "unavailable");  // nobody that the system trusts has signed it
  addrinfo* found = nullptr;
  if (getaddrinfo("localhost", nullptr, nullptr, &found) == 0) {  // a bare root may not know its own name
    freeaddrinfo(found);
    dsn.host = "localhost";
    EXPECT_EQ(cipher(dsn, "verify", server.certificate()), "1");
  }
  dsn.host = "127.0.0.2";  // answers too, but is not in the certificate
  EXPECT_EQ(cipher(dsn, "on", ""), "1");
  EXPECT_EQ(cipher(dsn, "verify", server.certificate()), "unavailable");
}

TEST(Connection, ALostTlsServerIsAnErrorNotASignal) {
  SLUICE_NEEDS_MARIADB();
  auto& server = private_mariadb();
  if (server.certificate().empty()) GTEST_SKIP() << "there is no openssl program to make a certificate";
  ASSERT_TRUE(server.root().execute("CREATE OR REPLACE USER sealed IDENTIFIED BY 'p' REQUIRE SSL"));
  Dsn dsn = server.tcp_dsn("sealed", "");
  dsn.tls = "on";
  Connection connection = Connection::open(dsn, Secret("p")).value();
  server.crash();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(connection.execute("SELECT 1").error().kind, ErrorKind::kUnavailable);
  ASSERT_TRUE(server.start());
}

TEST(Connection, ALostServerIsAnErrorNotASignal) {
  SLUICE_NEEDS_MARIADB();
  auto& server = private_mariadb();
  Connection connection = server.root();
  server.crash();
  for (int i = 0; i < 3; ++i) {
    auto lost = connection.execute("SELECT 1");
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, ErrorKind::kUnavailable);
  }
  EXPECT_FALSE(connection.ping());
  ASSERT_TRUE(server.start());
  EXPECT_EQ(server.root().query("SELECT 1").value().rows.size(), 1u);
}

}  // namespace
}  // namespace sluice::store
