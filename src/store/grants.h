// Who may do what at a server: the grants that operations.md 5.1.3 wants, read from SHOW GRANTS, and the
// difference.
//
//   row     = "GRANT " items " ON " object " TO " account { clause } | "GRANT " roles " TO " account { clause
//   }
//           | "SET DEFAULT ROLE " ...                                 (left out)
//   items   = privilege [ "(" columns ")" ] { ", " privilege [ "(" columns ")" ] }
//   clause  = " IDENTIFIED ..." | " REQUIRE ..." | " WITH GRANT OPTION" | " WITH ADMIN OPTION" | ...
// Names are quoted with ` (or ' around users); what is inside of quotes is never taken for a word of the
// grammar.
//
// Pure but for the last two. The statements hold no password and may be printed.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/connection.h"

namespace sluice::store {

struct Account {
  std::string user;
  std::string host = "%";  // a host pattern
  friend bool operator==(const Account&, const Account&) = default;
};

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

}  // namespace sluice::store
