#include "schema/table.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sluice::schema {
namespace {

std::string sql_type(const Column& column) {
  switch (column.type) {
    case Type::kInt: return "INT(11)";
    case Type::kBoolean: return "TINYINT(1)";
    case Type::kDouble: return "DOUBLE";
    case Type::kFloat: return "FLOAT";
    case Type::kDate: return "DATE";
    case Type::kDateTime: return "DATETIME";
    case Type::kVarchar: return fmt::format("VARCHAR({})", column.length);
    case Type::kLongText: return "LONGTEXT";
  }
  return "?";
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back(quote_name(name));
  return base::join(quoted, ", ");
}

}  // namespace

std::string quote_name(std::string_view name) {
  std::string out = "`";
  for (char c : name) out += c == '`' ? "``" : std::string(1, c);
  return out + "`";
}

std::string create_table_sql(const Table& table, std::string_view under_name, std::string_view collation) {
  std::vector<std::string> parts;
  if (table.primary_key.empty()) parts.push_back("`id` BIGINT(20) NOT NULL AUTO_INCREMENT");
  for (const Column& column : table.columns)
    parts.push_back(fmt::format("{} {} {}", quote_name(column.name), sql_type(column),
                                column.nullable ? "NULL" : "NOT NULL"));
  parts.push_back("`created` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP");
  parts.push_back(table.primary_key.empty()
                      ? "PRIMARY KEY (`id`)"
                      : fmt::format("PRIMARY KEY ({})", quoted_list(table.primary_key)));
  for (const auto& index : table.indexes) parts.push_back(fmt::format("INDEX ({})", quoted_list(index)));
  return fmt::format("CREATE TABLE IF NOT EXISTS {} (\n  {}\n) ENGINE=InnoDB DEFAULT CHARSET={} COLLATE={}",
                     quote_name(under_name.empty() ? table.name : under_name), base::join(parts, ",\n  "),
                     collation.substr(0, collation.find('_')), collation);
}

}  // namespace sluice::schema
