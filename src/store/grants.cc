#include "store/grants.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "base/text.h"
#include "schema/table.h"

namespace sluice::store {
namespace {

using schema::quote_name;

constexpr std::string_view kAll = "ALL PRIVILEGES";

std::string account_text(const Account& account) {
  return quote_name(account.user) + "@" + quote_name(account.host);
}

std::string joined(const std::set<std::string>& names) {
  return base::join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

// The same length, with every byte inside of quotes made a dot, and the quotes kept.
std::string without_quoted(std::string_view row) {
  std::string out(row);
  char quote = 0;
  for (size_t i = 0; i < out.size(); ++i) {
    char c = row[i];
    if (quote == 0) {
      if (c == '`' || c == '\'' || c == '"') quote = c;
    } else if (c == '\\' && quote != '`' && i + 1 < out.size()) {
      out[i] = out[i + 1] = '.';
      ++i;
    } else if (c == quote) {
      quote = 0;  // a doubled quote opens again at once
    } else {
      out[i] = '.';
    }
  }
  return out;
}

// Splits `items` at the commas outside of quotes and parentheses (`plain` is it without quoted text).
std::set<std::string> split_items(std::string_view items, std::string_view plain) {
  std::set<std::string> out;
  size_t begin = 0;
  int depth = 0;
  for (size_t i = 0; i <= items.size(); ++i) {
    if (i < items.size() && plain[i] == '(') ++depth;
    if (i < items.size() && plain[i] == ')') --depth;
    if (i < items.size() && (plain[i] != ',' || depth > 0)) continue;
    std::string_view item = base::trim(items.substr(begin, i - begin));
    if (!item.empty()) out.emplace(item);
    begin = i + 1;
  }
  return out;
}

Result<Grant> parse_grant(const std::string& row) {
  constexpr std::string_view kGrant = "GRANT ";
  const std::string plain = without_quoted(row);
  size_t to = plain.find(" TO ");
  if (!plain.starts_with(kGrant) || to == plain.npos)
    return fail(ErrorKind::kInvalidInput, "a row of SHOW GRANTS is not of the form GRANT … TO …");
  size_t on = plain.find(" ON ");
  if (on > to) on = plain.npos;
  size_t end = std::min(on, to);
  Grant grant;
  grant.privileges = split_items(std::string_view(row).substr(kGrant.size(), end - kGrant.size()),
                                 std::string_view(plain).substr(kGrant.size(), end - kGrant.size()));
  if (on != plain.npos) grant.on = row.substr(on + 4, to - on - 4);
  grant.privileges.erase("USAGE");
  std::string_view clauses = std::string_view(plain).substr(to);
  grant.grant_option =
      clauses.find(" WITH ") != clauses.npos &&
      (clauses.find("GRANT OPTION") != clauses.npos || clauses.find("ADMIN OPTION") != clauses.npos);
  return grant;
}

// One entry for each object.
std::map<std::string, Grant> by_object(const std::vector<Grant>& grants) {
  std::map<std::string, Grant> out;
  for (const Grant& grant : grants) {
    Grant& entry = out[grant.on];
    entry.on = grant.on;
    entry.privileges.insert(grant.privileges.begin(), grant.privileges.end());
    entry.grant_option |= grant.grant_option;
  }
  return out;
}

std::set<std::string> minus(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::set<std::string> out;
  std::ranges::set_difference(a, b, std::inserter(out, out.end()));
  return out;
}

// What must go from and come to one object.
struct ObjectDiff {
  std::vector<std::string> revokes, grants;
};

ObjectDiff object_diff(const std::string& who, const Grant& wanted, const Grant& have) {
  ObjectDiff out;
  const std::string on = wanted.on.empty() ? "" : " ON " + wanted.on;
  std::set<std::string> extra = minus(have.privileges, wanted.privileges);
  std::set<std::string> missing = minus(wanted.privileges, have.privileges);
  if (extra.contains(std::string(kAll))) {  // it stands for all others
    extra = {std::string(kAll)};
    missing = wanted.privileges;
  }
  if (have.grant_option && !wanted.grant_option && !on.empty())
    out.revokes.push_back(fmt::format("REVOKE GRANT OPTION{} FROM {}", on, who));
  if (on.empty())
    for (const std::string& role : extra) out.revokes.push_back(fmt::format("REVOKE {} FROM {}", role, who));
  else if (!extra.empty())
    out.revokes.push_back(fmt::format("REVOKE {}{} FROM {}", joined(extra), on, who));
  if (!missing.empty())
    out.grants.push_back(fmt::format("GRANT {}{} TO {}{}", joined(missing), on, who,
                                     wanted.grant_option ? " WITH GRANT OPTION" : ""));
  return out;
}

}  // namespace

std::string database_pattern(const std::string& name) {
  std::string escaped;
  for (char c : name) {
    if (c == '_' || c == '%' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return quote_name(escaped) + ".*";
}

std::vector<Grant> pipeline_grants(const std::string& database) {
  const std::set<std::string> all = {
      "SELECT",     "INSERT", "UPDATE", "DELETE",     "CREATE",
      "DROP",       "ALTER",  "INDEX",  "REFERENCES", "CREATE TEMPORARY TABLES",
      "LOCK TABLES"};
  // `reports\_%`: every database whose name begins with "reports_".
  std::string prefix = database_pattern(database + "_");
  return {{database_pattern(database), all, false},
          {prefix.substr(0, prefix.size() - 3) + "%`.*", all, false}};
}

std::vector<Grant> api_grants(const std::string& database) {
  return {{database_pattern(database), {"SELECT", "SHOW VIEW"}, false}};
}

Result<std::vector<Grant>> parse_grants(const std::vector<std::string>& rows) {
  std::vector<Grant> all;
  for (const std::string& row : rows) {
    if (row.starts_with("SET DEFAULT ROLE ")) continue;
    SLUICE_TRY(Grant grant, parse_grant(row));
    all.push_back(std::move(grant));
  }
  std::vector<Grant> out;
  for (auto& [on, grant] : by_object(all))
    if (!grant.privileges.empty() || grant.grant_option) out.push_back(std::move(grant));
  return out;
}

std::vector<std::string> grants_diff(const Account& account, const std::vector<Grant>& wanted,
                                     const std::vector<Grant>& have) {
  const std::string who = account_text(account);
  std::map<std::string, Grant> want = by_object(wanted), has = by_object(have);
  std::vector<std::string> revokes, grants;
  for (const auto& [on, grant] : has) {
    if (want.contains(on)) continue;
    want[on].on = on;  // wanted: nothing
  }
  for (const auto& [on, grant] : want) {
    ObjectDiff diff = object_diff(who, grant, has[on]);
    revokes.insert(revokes.end(), diff.revokes.begin(), diff.revokes.end());
    grants.insert(grants.end(), diff.grants.begin(), diff.grants.end());
  }
  revokes.insert(revokes.end(), grants.begin(), grants.end());
  return revokes;
}

Result<std::vector<Grant>> read_grants(Connection& connection, const Account& account) {
  SLUICE_TRY(RowSet rows, connection.query("SHOW GRANTS FOR " + account_text(account)));
  std::vector<std::string> texts;
  for (const TextRow& row : rows.rows) texts.push_back(row.at(0).value_or(""));
  return parse_grants(texts);
}

Result<std::vector<std::string>> ensure_grants(Connection& connection, const Account& account,
                                               const std::vector<Grant>& wanted) {
  SLUICE_TRY(std::vector<Grant> have, read_grants(connection, account));
  std::vector<std::string> statements = grants_diff(account, wanted, have);
  for (const std::string& statement : statements) {
    auto done = connection.execute(statement);
    if (!done) return fail(std::move(done).error().during(statement));
  }
  return statements;
}

}  // namespace sluice::store
