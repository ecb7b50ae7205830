// Rows as CSV (spec data-api.md section 7).
//
//   file = header { row }      header, row = cell { "," cell } CR LF
//   cell = text | '"' text with '""' for '"' '"'      quoted only if it holds a comma, a double quote, CR or
//   LF
//
// Columns: the keys of all rows, nested objects flattened with a dot, sorted by bytes; or those that are
// asked for, in that order. Arrays become one cell joined with ", ". null is empty, booleans are True and
// False.
#pragma once

#include <string>
#include <vector>

#include "api/json.h"

namespace sluice::api {

struct CsvOptions {
  std::vector<std::string> columns;  // empty: all; unknown and repeated names are dropped
  bool safe = false;                 // text that a spreadsheet would run gets a leading "'"
};

// `rows`: an array of objects, or one object as one row.
std::string csv_text(const Json& rows, const CsvOptions& options);

}  // namespace sluice::api
