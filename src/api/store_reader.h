// How endpoints read the result store: single statements, so that each answer is of one snapshot.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/connection.h"

namespace sluice::api {

using SqlParameters = std::vector<std::optional<std::string>>;

// Safe for concurrent use. Never writes.
class StoreReader {
 public:
  virtual ~StoreReader() = default;
  // Run one SELECT. Errors as store/connection.h; kNotFound: a table is missing.
  virtual Result<store::RowSet> query(const std::string& sql, const SqlParameters& parameters) = 0;
  // Does the store answer a trivial query in that time? Never takes longer.
  virtual bool answers_within(std::chrono::milliseconds patience) = 0;
};

// The same, but a missing table has no rows: an empty set, and one warning for each table and process.
Result<store::RowSet> query_or_nothing(StoreReader& store, const std::string& table, const std::string& sql,
                                       const SqlParameters& parameters);
// Does the text hold a character beyond U+FFFF (UTF-8 of four bytes)? A store of MySQL's `utf8` refuses to
// compare those.
bool has_long_character(const std::string& text);
// One warning for each table and process.
void warn_missing_table(const std::string& table);

}  // namespace sluice::api
