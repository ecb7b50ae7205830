// The rows of one course in a table with one DATE column `date`, by the date rules of spec data-api.md
// section 1.9.
#pragma once

#include <string>
#include <vector>

#include "api/endpoint.h"
#include "schema/table.h"

namespace sluice::api {

// SELECT `columns` of the question's course: the newest date alone, or every date in the question's range; in
// the order of `order_by` (SQL). Every column must be declared, or be `created`. A missing table has no rows.
Result<std::vector<store::TextRow>> read_course_days(const Question& question, StoreReader& store,
                                                     const schema::Table& table,
                                                     const std::vector<std::string>& columns,
                                                     const std::string& order_by);

// "`a`, `b`" of declared columns; an undeclared one is a bug and ends the program.
std::string select_list(const schema::Table& table, const std::vector<std::string>& columns);
// The name of the CSV file of a course answer.
std::string course_csv_name(const std::string& course_id, const std::string& slug);

}  // namespace sluice::api
