#include "store/table_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace sluice::store {
namespace {

using schema::quote_name;

FitColumn fit_column(const std::string& name, const TextRow& row) {
  constexpr std::array<std::string_view, 6> kTexts = {"char", "varchar",    "tinytext",
                                                      "text", "mediumtext", "longtext"};
  constexpr std::array<std::string_view, 8> kNumbers = {"tinyint", "smallint", "mediumint", "int",
                                                        "bigint",  "float",    "double",    "decimal"};
  const std::string type = base::to_lower_ascii(row[1].value_or(""));
  FitColumn column;
  column.name = name;
  if (std::ranges::find(kTexts, type) != kTexts.end()) column.kind = FitColumn::Kind::kText;
  if (std::ranges::find(kNumbers, type) != kNumbers.end()) column.kind = FitColumn::Kind::kNumber;
  if (type == "datetime" || type == "timestamp") column.kind = FitColumn::Kind::kDateTime;
  if (row[2]) column.max_characters = std::stoull(*row[2]);
  if (row[3]) column.max_bytes = std::stoull(*row[3]);
  column.four_bytes = row[4].value_or("").starts_with("utf8mb4");
  return column;
}

}  // namespace

std::string side_name(const std::string& table) {
  return table + "_temp";
}
std::string old_name(const std::string& table) {
  return table + "_old";
}

Status ensure_table(Connection& connection, const schema::Table& table) {
  const std::string old = old_name(table.name);
  SLUICE_TRY(
      RowSet found,
      connection.query("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() "
                       "AND TABLE_NAME IN (?, ?)",
                       {table.name, old}));
  auto there = [&](const std::string& name) {
    return std::ranges::any_of(found.rows, [&](const TextRow& row) { return row[0] == name; });
  };
  if (there(table.name)) return {};
  auto made =
      there(old)
          ? connection.execute(fmt::format("RENAME TABLE {} TO {}", quote_name(old), quote_name(table.name)))
          : connection.execute(schema::create_table_sql(table));
  if (!made) return fail(std::move(made).error().during("creating table " + table.name));
  return {};
}

Result<std::vector<FitColumn>> read_shape(Connection& connection, const schema::Table& table) {
  SLUICE_TRY(
      RowSet kind,
      connection.query("SELECT TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() "
                       "AND TABLE_NAME = ?",
                       {table.name}));
  if (kind.rows.size() == 1 && kind.rows[0][0] != "BASE TABLE")
    return fail(ErrorKind::kConflict,
                fmt::format("{} is a {}, not a table", table.name, kind.rows[0][0].value_or("?")));
  SLUICE_TRY(
      RowSet rows,
      connection.query("SELECT COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, "
                       "CHARACTER_SET_NAME "
                       "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
                       {table.name}));
  std::map<std::string, const TextRow*> by_name;  // names of columns do not differ by case
  for (const TextRow& row : rows.rows) by_name[base::to_lower_ascii(row[0].value_or(""))] = &row;
  std::vector<FitColumn> columns;
  std::vector<std::string> missing;
  for (const schema::Column& column : table.columns) {
    auto found = by_name.find(base::to_lower_ascii(column.name));
    if (found == by_name.end())
      missing.push_back(column.name);
    else
      columns.push_back(fit_column(column.name, *found->second));
  }
  if (missing.empty()) return columns;
  return fail(ErrorKind::kNotFound,
              fmt::format("table {} has no column {}", table.name, base::join(missing, ", ")),
              "add what is missing, or drop the table: it is made anew by the next load");
}

}  // namespace sluice::store
