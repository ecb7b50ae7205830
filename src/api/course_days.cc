#include "api/course_days.h"

#include <algorithm>
#include <stdexcept>

#include "api/course_id.h"

namespace sluice::api {
namespace {

std::string day_of(base::Micros time) {
  return base::format_day(std::chrono::floor<std::chrono::days>(time));
}

// The store pads with spaces when it compares (utf8_bin), the API does not.
void keep_course(std::vector<store::TextRow>& rows, size_t column, const std::string& course_id) {
  std::erase_if(rows, [&](const store::TextRow& row) { return row[column] != course_id; });
}

}  // namespace

std::string select_list(const schema::Table& table, const std::vector<std::string>& columns) {
  std::string list;
  for (const std::string& name : columns) {
    const bool declared =
        name == "created" ||
        std::ranges::find(table.columns, name, &schema::Column::name) != table.columns.end();
    if (!declared) throw std::logic_error("table " + table.name + " declares no column " + name);
    list += (list.empty() ? "" : ", ") + schema::quote_name(name);
  }
  return list;
}

Result<std::vector<store::TextRow>> read_course_days(const Question& question, StoreReader& store,
                                                     const schema::Table& table,
                                                     const std::vector<std::string>& columns,
                                                     const std::string& order_by) {
  const std::string name = schema::quote_name(table.name);
  std::string sql = "SELECT " + select_list(table, columns) + " FROM " + name + " WHERE course_id = ?";
  SqlParameters parameters = {question.course_id};
  if (!question.dates.given()) {
    sql += " AND date = (SELECT MAX(date) FROM " + name + " WHERE course_id = ?)";
    parameters.emplace_back(question.course_id);
  }
  if (question.dates.start) {
    sql += " AND date >= ?";
    parameters.emplace_back(day_of(*question.dates.start));
  }
  if (question.dates.end) {
    sql += " AND date < ?";
    parameters.emplace_back(day_of(*question.dates.end));
  }
  sql += " ORDER BY " + order_by;
  SLUICE_TRY(store::RowSet read, query_or_nothing(store, table.name, sql, parameters));
  const auto course = std::ranges::find(columns, "course_id");
  if (course != columns.end())
    keep_course(read.rows, static_cast<size_t>(course - columns.begin()), question.course_id);
  return std::move(read.rows);
}

std::string course_csv_name(const std::string& course_id, const std::string& slug) {
  return file_stem(course_id) + "--" + slug;
}

}  // namespace sluice::api
