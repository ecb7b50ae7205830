// A declared table as it really is at the server: made if missing, checked against its declaration
// (result-store.md 2.1).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "schema/table.h"
#include "store/connection.h"
#include "store/fit_rows.h"

namespace sluice::store {

// The names that a load uses beside the table: filled aside, and moved aside.
std::string side_name(const std::string& table);  // NAME_temp
std::string old_name(const std::string& table);   // NAME_old

// Creates the connection's table if it is missing. If only NAME_old is there (a server that crashed in the
// middle of a swap and does not undo it) that one is put back first.
Status ensure_table(Connection& connection, const schema::Table& table);

// What the server's columns hold, in the order of the declaration. kNotFound names every missing column;
// kConflict if the name is a view.
Result<std::vector<FitColumn>> read_shape(Connection& connection, const schema::Table& table);

}  // namespace sluice::store
