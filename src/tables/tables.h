// The explicit list of published tables. Adding one: a file NAME.cc with its declaration, a line in
// declarations.h and in tables.cc.
#pragma once

#include <string_view>
#include <vector>

#include "schema/table.h"

namespace sluice::tables {

// Every declared table, in the order of result-store.md section 3. Lives as long as the process.
const std::vector<const schema::Table*>& all_tables();
// Null if there is none of that name.
const schema::Table* find_table(std::string_view name);

}  // namespace sluice::tables
