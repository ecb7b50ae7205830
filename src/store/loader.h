// Publishing: a group of result tables replaced together (result-store.md 2).
//
// Each table is filled aside as NAME_temp and checked there; one RENAME TABLE then swaps the whole group in.
// Ended or killed at any moment, readers see the old tables or the new ones, all of the group together, and
// never a missing one. A failed load leaves the old rows and, where the server still answers, no helper
// tables. One load at a time into a database (an advisory lock that ends with the connection): a second one
// gets kConflict.
//
// The marker table `table_updates` has a table's row only while the rows of that load are the ones to be
// seen. Sets the session's sql_mode and lock_wait_timeout. Threads: as Connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "schema/table.h"
#include "store/connection.h"

namespace sluice::store {

struct TableLoad {
  const schema::Table* table = nullptr;
  std::string tsv;           // file of rows (schema/tsv.h), all columns in their order; plain or gzip
  bool has_header = false;   // its first line names the columns
  bool allow_empty = false;  // no rows is a result (2.5)
  std::string update_id;     // text of the marker, at most 128 characters; empty = no marker
};

struct LoadOptions {
  int lock_wait_seconds = 10;    // for another load, which may just be dying
  int reader_wait_seconds = 60;  // for readers that hold the old tables in an open transaction
};

struct LoadedTable {
  std::string table;
  uint64_t rows = 0;
  uint64_t texts_cut = 0;       // to the length of their column
  uint64_t texts_replaced = 0;  // characters that the column cannot hold became U+FFFD
};

// A connection to the result store; its database is made (utf8, utf8_bin) if it is missing.
Result<Connection> open_store(const Dsn& dsn);
Result<Connection> open_store(const Dsn& dsn, const Secret& password);

// Loads all or none. Errors: kConflict (another load, or readers that do not let go), kInvalidInput (empty
// result, a value that cannot be stored: with the table, its row and the server's words), kNotFound (a column
// that the table lacks), kCorrupt (the file), those of Connection, kInterrupted.
Result<std::vector<LoadedTable>> load_tables(Connection& connection, const std::vector<TableLoad>& loads,
                                             const LoadOptions& options = {});

// Creates the tables that are missing, empty; checks the columns of the others. Markers are not touched.
Status create_tables(Connection& connection, const std::vector<const schema::Table*>& tables);

// The update ids that are marked for `table`; none if there is no marker table yet.
Result<std::vector<std::string>> update_markers(Connection& connection, const std::string& table);

}  // namespace sluice::store
