// A published table declared once: name, columns, SQL types, keys and order. DDL, loader, TSV and docs come
// from it. Source of the shapes: spec result-store.md section 3.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sluice::schema {

enum class Type { kInt, kBoolean, kDouble, kFloat, kDate, kDateTime, kVarchar, kLongText };

struct Column {
  std::string name;
  Type type = Type::kInt;
  int length = 0;  // of a VARCHAR, in characters
  bool nullable = false;
};

struct Table {
  std::string name;
  std::string job;                                // the job that writes it, as in `sluice run JOB`
  std::vector<Column> columns;                    // without `id` and `created`
  std::vector<std::vector<std::string>> indexes;  // unnamed, in this order
  std::vector<std::string> unique_by;             // unique by content: what one row stands for
  std::vector<std::string> primary_key;           // if set the table has no `id` column
};

// One value of a row. Text is UTF-8. Dates are text "YYYY-MM-DD", times "YYYY-MM-DD hh:mm:ss".
using Cell = std::variant<std::monostate, int64_t, double, std::string>;
using Row = std::vector<Cell>;

// CREATE TABLE IF NOT EXISTS for the table under another name (or its own); InnoDB, and utf8 / utf8_bin or
// another collation. `id` first and `created` last as result-store.md 2.1.
std::string create_table_sql(const Table& table, std::string_view under_name = {},
                             std::string_view collation = "utf8_bin");
// An SQL identifier in backticks.
std::string quote_name(std::string_view name);

}  // namespace sluice::schema
