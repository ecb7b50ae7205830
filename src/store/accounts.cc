#include "store/accounts.h"

#include <fmt/format.h>

#include <algorithm>

#include "schema/table.h"

namespace sluice::store {
namespace {

using schema::quote_name;

// utf8 is utf8mb3's older name; servers from MariaDB 10.6 and MySQL 8 on print the new one.
std::string without_alias(std::string name) {
  if (name == "utf8") return "utf8mb3";
  if (name.starts_with("utf8_")) return "utf8mb3_" + name.substr(5);
  return name;
}

Status check_word(const std::string& text, const char* what) {
  bool fine =
      !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) || c == '_'; });
  if (fine) return {};
  return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is not the name of a {}", text, what));
}

// A server's general log keeps statements as they come, with the password in them.
Status check_statement_log(Connection& connection) {
  SLUICE_TRY(RowSet rows, connection.query("SELECT @@GLOBAL.general_log"));
  if (rows.rows.at(0).at(0) != "1") return {};
  return fail(ErrorKind::kConflict, "the server's general log is on and would keep the password of a user",
              "SET GLOBAL general_log = OFF, then run this again");
}

// Runs a statement with a password in it. A syntax error would quote the statement: its text is not passed
// on.
Status execute_secretly(Connection& connection, const std::string& sql,
                        const std::vector<std::optional<std::string>>& parameters, const Account& account) {
  SLUICE_CHECK(check_statement_log(connection));
  auto done = connection.execute(sql, parameters);
  if (done) return {};
  std::string step = fmt::format("setting up user {}@{}", account.user, account.host);
  if (connection.last_error_number() == 1064)
    return fail(
        Error(ErrorKind::kInvalidInput, "the server does not understand the statement that sets a password")
            .during(step));
  ErrorKind kind = connection.last_error_number() == 1396 ? ErrorKind::kConflict : done.error().kind;
  Error error = std::move(done).error().during(step);
  error.kind = kind;
  return fail(std::move(error));
}

}  // namespace

Result<std::optional<DatabaseState>> find_database(Connection& connection, const std::string& name) {
  SLUICE_TRY(RowSet found,
             connection.query("SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME "
                              "FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
                              {name}));
  for (const TextRow& row : found.rows) {
    if (row[0] != name) continue;  // the comparison there may ignore case
    SLUICE_TRY(RowSet count,
               connection.query(
                   "SELECT COUNT(*) FROM information_schema.TABLES WHERE BINARY TABLE_SCHEMA = ?", {name}));
    return DatabaseState{row[1].value_or(""), row[2].value_or(""),
                         std::stoull(count.rows.at(0).at(0).value_or("0"))};
  }
  return std::nullopt;
}

DatabaseChange database_change(const std::optional<DatabaseState>& have, const std::string& charset,
                               const std::string& collation) {
  if (!have) return DatabaseChange::kCreate;
  if (without_alias(have->charset) == without_alias(charset) &&
      without_alias(have->collation) == without_alias(collation))
    return DatabaseChange::kNone;
  return have->tables == 0 ? DatabaseChange::kAlter : DatabaseChange::kDrift;
}

Result<DatabaseChange> ensure_database(Connection& connection, const std::string& name,
                                       const std::string& charset, const std::string& collation) {
  SLUICE_CHECK(check_word(charset, "character set"));
  SLUICE_CHECK(check_word(collation, "collation"));
  SLUICE_TRY(std::optional<DatabaseState> have, find_database(connection, name));
  DatabaseChange change = database_change(have, charset, collation);
  std::string verb = change == DatabaseChange::kCreate ? "CREATE DATABASE IF NOT EXISTS" : "ALTER DATABASE";
  if (change == DatabaseChange::kCreate || change == DatabaseChange::kAlter)
    SLUICE_CHECK(connection.execute(
        fmt::format("{} {} CHARACTER SET {} COLLATE {}", verb, quote_name(name), charset, collation)));
  return change;
}

Status drop_database(Connection& connection, const std::string& name) {
  SLUICE_CHECK(connection.execute("DROP DATABASE IF EXISTS " + quote_name(name)));
  return {};
}

Result<std::optional<UserState>> find_user(Connection& connection, const Account& account) {
  SLUICE_TRY(RowSet found, connection.query("SELECT ssl_type FROM mysql.user WHERE user = ? AND host = ?",
                                            {account.user, account.host}));
  if (found.rows.empty()) return std::nullopt;
  return UserState{!found.rows[0][0].value_or("").empty()};
}

Status create_user(Connection& connection, const Account& account, const Secret& password, bool require_ssl) {
  SLUICE_TRY(std::optional<UserState> have, find_user(connection, account));
  if (have)
    return fail(ErrorKind::kAlreadyExists,
                fmt::format("there is a user {}@{} already", account.user, account.host));
  return execute_secretly(
      connection, fmt::format("CREATE USER ?@? IDENTIFIED BY ? REQUIRE {}", require_ssl ? "SSL" : "NONE"),
      {account.user, account.host, password.reveal()}, account);
}

Status set_password(Connection& connection, const Account& account, const Secret& password) {
  return execute_secretly(connection, "ALTER USER ?@? IDENTIFIED BY ?",
                          {account.user, account.host, password.reveal()}, account);
}

Status set_require_ssl(Connection& connection, const Account& account, bool require_ssl) {
  SLUICE_CHECK(connection.execute(fmt::format("ALTER USER ?@? REQUIRE {}", require_ssl ? "SSL" : "NONE"),
                                  {account.user, account.host}));
  return {};
}

Status drop_user(Connection& connection, const Account& account) {
  SLUICE_CHECK(connection.execute("DROP USER IF EXISTS ?@?", {account.user, account.host}));
  return {};
}

}  // namespace sluice::store
