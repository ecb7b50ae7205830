// Databases, users and their grants at a server, brought to what operations.md 5.1 wants. Done as an
// administrator.
//
// Everything here may be repeated: a second time changes nothing. Pure functions say what would be done as
// statements that may be printed (they never hold a password); the others do it. Errors are those of
// store/connection.h. Threads: as Connection.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "store/connection.h"

namespace sluice::store {

// ---- databases

struct DatabaseState {
  std::string charset;    // as the server says it: utf8mb3 where we said utf8
  std::string collation;  // utf8mb3_bin
  uint64_t tables = 0;    // with views
};

// Nothing if there is none of exactly this name.
Result<std::optional<DatabaseState>> find_database(Connection& connection, const std::string& name);

enum class DatabaseChange {
  kNone,    // it is as wanted
  kCreate,  // it is missing
  kAlter,   // empty, with another collation: can be changed
  kDrift,   // it has tables and another collation: a person must decide; never touched
};
// Pure. utf8 and utf8mb3 are the same.
DatabaseChange database_change(const std::optional<DatabaseState>& have, const std::string& charset,
                               const std::string& collation);
// Finds, then creates or alters. Gives what was done (kDrift: nothing).
Result<DatabaseChange> ensure_database(Connection& connection, const std::string& name,
                                       const std::string& charset = "utf8",
                                       const std::string& collation = "utf8_bin");
// With everything in it; a missing one is fine.
Status drop_database(Connection& connection, const std::string& name);

// ---- users

struct Account {
  std::string user;
  std::string host = "%";  // a host pattern
  friend bool operator==(const Account&, const Account&) = default;
};

struct UserState {
  bool require_ssl = false;
};

Result<std::optional<UserState>> find_user(Connection& connection, const Account& account);
// Creates the user without any grant. kAlreadyExists if there is one. kConflict if the server's general log
// is on, which would write the password down.
Status create_user(Connection& connection, const Account& account, const Secret& password, bool require_ssl);
// A new password for an existing user; kConflict as above.
Status set_password(Connection& connection, const Account& account, const Secret& password);
Status set_require_ssl(Connection& connection, const Account& account, bool require_ssl);
Status drop_user(Connection& connection, const Account& account);  // a missing one is fine

// ---- grants

// One GRANT as SHOW GRANTS prints it, without the user and without any password.
struct Grant {
  std::string on;  // "*.*", "`reports`.*", "`reports`.`t`", "PROCEDURE `reports`.`p`"; "" = roles
  std::set<std::string>
      privileges;  // upper case: "SELECT", "CREATE TEMPORARY TABLES", "SELECT (`a`)"; or role names
  bool grant_option = false;  // (of a role: the admin option)
  friend bool operator==(const Grant&, const Grant&) = default;
};

// `name` as it must stand in a grant on a whole database, where _ and % are wildcards: "`a\_b`.*".
std::string database_pattern(const std::string& name);
// operations.md 5.1.3, for the database `reports` or its namesake.
std::vector<Grant> pipeline_grants(const std::string& database);
std::vector<Grant> api_grants(const std::string& database);

// Rows of SHOW GRANTS. USAGE alone counts as nothing. kInvalidInput for a row that is no GRANT.
Result<std::vector<Grant>> parse_grants(const std::vector<std::string>& rows);
// The statements that turn `have` into exactly `wanted`: REVOKEs first. Empty if they are equal.
std::vector<std::string> grants_diff(const Account& account, const std::vector<Grant>& wanted,
                                     const std::vector<Grant>& have);

Result<std::vector<Grant>> read_grants(Connection& connection, const Account& account);
// Reads, compares, runs the difference; gives the statements that were run.
Result<std::vector<std::string>> ensure_grants(Connection& connection, const Account& account,
                                               const std::vector<Grant>& wanted);

// ---- self-test (operations.md 5.1.4)

struct SelfTestLine {
  bool passed = false;
  std::string text;  // "api may not insert: refused by the server (1142)"
};

// Connects as both users to `pipeline.database` and tries what they must and must not be able to do, in the
// scratch table `sluice_selftest`, which is gone afterwards. A failed check is a line; an Error only if the
// test could not be done.
Result<std::vector<SelfTestLine>> self_test(const Dsn& pipeline, const Dsn& api);
// The same with open connections.
Result<std::vector<SelfTestLine>> self_test(Connection& pipeline, Connection& api);

}  // namespace sluice::store
