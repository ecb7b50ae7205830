// LMS tables from the live database, read only (lms-tables.md 2).
//
// Each scan is one statement in a transaction of its own: START TRANSACTION WITH CONSISTENT SNAPSHOT, READ
// ONLY. Rows come unbuffered. In texts, Ctrl-A, newline and carriage return become one space each, as in a
// Ctrl-A dump; tabs stay. Booleans come as 0 and 1, times as "YYYY-MM-DD hh:mm:ss[.f]".
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "schema/row_source.h"
#include "store/connection.h"

namespace sluice::store {

struct LmsOptions {
  std::map<std::string, std::string> where;  // by table: a condition in SQL, taken as it is
};

class LmsDatabase : public schema::RowSource {
 public:
  static Result<std::unique_ptr<LmsDatabase>> open(const Dsn& dsn, const LmsOptions& options = {});

  // Also the errors of Connection: kNotFound names the table or column that the server lacks, kPermission the
  // grant.
  Status scan(const std::string& table, const std::vector<std::string>& columns,
              const schema::SourceRowFn& each) override;
  std::string describe() const override;

 private:
  LmsDatabase(Connection connection, LmsOptions options)
      : connection_(std::move(connection)), options_(std::move(options)) {}
  Connection connection_;
  LmsOptions options_;
};

// "mysql://…" is a live database, anything else a folder of dumps (store/lms_dumps.h). A folder takes no
// `where`.
Result<std::unique_ptr<schema::RowSource>> open_lms(const std::string& place, const LmsOptions& options = {});

}  // namespace sluice::store
