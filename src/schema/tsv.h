// Rows as tab-separated text, the form in which rows travel: result files, the loader, `--tsv`.
//
//   file   = header { row }           header = name { TAB name } LF      (header optional, see the callers)
//   row    = cell { TAB cell } LF     cell   = "\N" | { char | escape }
//   escape = "\\" | "\t" | "\n" | "\r" | "\0"      as `mysql --batch` writes them
//
// NULL is \N. Numbers: integers plain, doubles in the shortest form that reads back equal; infinities and NaN
// become NULL (result-store.md 2.6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/table.h"

namespace sluice::schema {

void append_escaped(std::string& out, std::string_view text);
// The same as a view: of `text` itself if nothing needs an escape, else of `buffer`.
std::string_view escaped(std::string_view text, std::string& buffer);
void append_cell(std::string& out, const Cell& cell);
std::string tsv_line(const Row& row);        // with final LF
std::string tsv_header(const Table& table);  // with final LF
// One line without its LF back into cells; nothing = NULL. kCorrupt for a lone backslash at the end.
Result<std::vector<std::optional<std::string>>> parse_tsv_line(std::string_view line);

}  // namespace sluice::schema
