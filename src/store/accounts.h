// Databases and users at a server, and whether they can do what they must (grants: store/grants.h), brought
// to what operations.md 5.1 wants. Done as an administrator.
//
// Everything here may be repeated: a second time changes nothing. Pure functions say what would be done as
// statements that may be printed (they never hold a password); the others do it. Errors are those of
// store/connection.h. Threads: as Connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "store/connection.h"
#include "store/grants.h"

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
