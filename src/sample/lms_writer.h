// Writes the LMS tables: as dumps (one folder each) and all together as SQL.
//
//   part-00000:  row = field { ^A field } LF; NULL is \N; ^A, LF and CR inside a text are a space
//   (lms-tables.md section 2).
//     courseware_studentmodule: row = value { "," value } LF, values as mysqldump writes them: 'text' with
//     backslash escapes, numbers plain, NULL.
//   lms.sql:     CREATE TABLE with the LMS's types, then INSERTs of many rows; no DROP, so it cannot harm a
//   database that has
//     these tables already. Load with `mysql edxapp < lms.sql`.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "sample/lms_table.h"

namespace sluice::sample {

struct LmsSize {
  uint64_t rows = 0, bytes = 0;
};
// `folder` exists; writes folder/lms/TABLE/part-00000 (with an empty _SUCCESS beside it, as Sqoop leaves it)
// and folder/lms.sql.
Result<LmsSize> write_lms(const World& world, const std::string& folder);

// The pieces, for tests.
std::string create_table_sql(const LmsTable& table);
void append_sql_values(std::string& out, const LmsRow& row);  // (1,'a',NULL)

}  // namespace sluice::sample
