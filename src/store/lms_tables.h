// The tables that are imported from the LMS, with their columns in the order of a dump (lms-tables.md 3).
// Nothing else is ever read from there, passwords least of all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::store {

struct LmsTable {
  std::string name;
  std::vector<std::string> columns;
};

const std::vector<LmsTable>& lms_tables();
// Null if it is not imported.
const LmsTable* find_lms_table(std::string_view name);
// Where `columns` stand in a row of the table. kNotFound names the table or the first column that is not
// imported.
Result<std::vector<size_t>> lms_column_positions(const std::string& table,
                                                 const std::vector<std::string>& columns);

}  // namespace sluice::store
