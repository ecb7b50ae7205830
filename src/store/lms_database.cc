#include "store/lms_database.h"

#include <fmt/format.h>

#include "base/text.h"
#include "schema/table.h"
#include "store/lms_dumps.h"
#include "store/lms_tables.h"

namespace sluice::store {
namespace {

constexpr std::string_view kSeparators("\x01\n\r", 3);

std::string select_sql(const std::string& table, const std::vector<std::string>& columns,
                       const std::string& where) {
  std::vector<std::string> quoted;
  for (const std::string& column : columns) quoted.push_back(schema::quote_name(column));
  std::string sql = fmt::format("SELECT {} FROM {}", base::join(quoted, ", "), schema::quote_name(table));
  return where.empty() ? sql
                       : fmt::format("{} WHERE ({}\n)", sql, where);  // a comment in it ends at its line
}

}  // namespace

Result<std::unique_ptr<LmsDatabase>> LmsDatabase::open(const Dsn& dsn, const LmsOptions& options) {
  if (dsn.database.empty())
    return fail(ErrorKind::kInvalidInput, "the address of the LMS names no database",
                "write mysql://USER@HOST/edxapp");
  for (const auto& [table, where] : options.where) SLUICE_CHECK(lms_column_positions(table, {}));
  SLUICE_TRY(Connection connection, Connection::open(dsn));
  SLUICE_CHECK(connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
  SLUICE_CHECK(connection.execute("SET SESSION TRANSACTION READ ONLY"));
  // A job may look away for long between two rows; the server's default patience is a minute.
  SLUICE_CHECK(connection.execute("SET SESSION net_write_timeout = 3600"));
  return std::unique_ptr<LmsDatabase>(new LmsDatabase(std::move(connection), options));
}

Status LmsDatabase::scan(const std::string& table, const std::vector<std::string>& columns,
                         const schema::SourceRowFn& each) {
  SLUICE_CHECK(lms_column_positions(table, columns));
  auto where = options_.where.find(table);
  const std::string sql = select_sql(table, columns, where == options_.where.end() ? "" : where->second);
  SLUICE_CHECK(connection_.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"));
  std::vector<std::string> cleaned(columns.size());
  schema::SourceRow cells(columns.size());
  Status done = connection_.stream(sql, [&](const schema::SourceRow& row) -> Status {
    for (size_t i = 0; i < row.size(); ++i) {
      cells[i] = row[i];
      size_t at = row[i] ? row[i]->find_first_of(kSeparators) : std::string_view::npos;
      if (at == std::string_view::npos) continue;
      cleaned[i] = *row[i];
      for (; at != std::string::npos; at = cleaned[i].find_first_of(kSeparators, at)) cleaned[i][at] = ' ';
      cells[i] = cleaned[i];
    }
    return each(cells);
  });
  (void)connection_.execute("ROLLBACK");  // nothing was written; a broken connection has no transaction left
  if (!done) return fail(std::move(done).error().during("reading LMS table " + table));
  return {};
}

std::string LmsDatabase::describe() const {
  return "LMS database at " + connection_.dsn().place();
}

Result<std::unique_ptr<schema::RowSource>> open_lms(const std::string& place, const LmsOptions& options) {
  if (place.starts_with("mysql://")) {
    SLUICE_TRY(Dsn dsn, Dsn::parse(place));
    SLUICE_TRY(std::unique_ptr<LmsDatabase> database, LmsDatabase::open(dsn, options));
    return database;
  }
  if (!options.where.empty())
    return fail(ErrorKind::kInvalidInput, "a `where` for an LMS table needs a live database, not dumps",
                "give mysql://USER@HOST/DATABASE, or remove the condition");
  SLUICE_TRY(std::unique_ptr<LmsDumps> dumps, LmsDumps::open(place));
  return dumps;
}

}  // namespace sluice::store
