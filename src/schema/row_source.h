// A stream of rows of a named table, whatever it comes from: a live database or a folder of dumps.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::schema {

// Cells of one row in the order asked for; nothing = NULL. Views are valid during the call only.
using SourceRow = std::vector<std::optional<std::string_view>>;
using SourceRowFn = std::function<Status(const SourceRow&)>;

// The tables of the LMS (spec lms-tables.md). One thread at a time.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // Call `each` for every row of `table`, with `columns` in that order. One consistent snapshot per table;
  // rows stream, memory does not grow with the table. kNotFound if the table is not there. An error of `each`
  // ends the scan.
  virtual Status scan(const std::string& table, const std::vector<std::string>& columns,
                      const SourceRowFn& each) = 0;
  // For messages: "LMS database edxapp at db.example", "dumps in /data/lms".
  virtual std::string describe() const = 0;
};

}  // namespace sluice::schema
