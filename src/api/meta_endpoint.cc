// /api/sluice/v1/meta/: the version, and with a token what the store holds (spec data-api.md section 10.2).
#include "api/cells.h"
#include "api/course_days.h"
#include "tables/tables.h"

namespace sluice::api {
namespace {

// The column that dates a row; empty if none does.
std::string date_column(const schema::Table& table) {
  for (const char* name : {"date", "interval_end"})
    for (const schema::Column& column : table.columns)
      if (column.name == name) return name;
  return "";
}

// One pass over an index: the newest row, not all of them, tells when the table was loaded.
Result<Json> rows_of(const schema::Table& table, StoreReader& store) {
  const std::string name = schema::quote_name(table.name);
  const std::string date = date_column(table);
  const std::string created = table.primary_key.empty()
                                  ? "(SELECT created FROM " + name + " ORDER BY id DESC LIMIT 1)"
                                  : "MAX(created)";
  const std::string sql = "SELECT COUNT(*), " + created + ", " +
                          (date.empty() ? "NULL" : "DATE(MAX(" + date + "))") + " FROM " + name;
  SLUICE_TRY(const store::RowSet read, query_or_nothing(store, table.name, sql, {}));
  if (read.rows.empty()) return Json();
  const store::TextRow& row = read.rows[0];
  return Json{
      {"rows", count_of(row[0])}, {"max_created", dt_or_null(row[1])}, {"max_date", text_or_null(row[2])}};
}

Outcome answer(const Question& question, Sources& sources) {
  const bool open = sources.open && sources.tokens.table()->empty();
  Json object = {{"version", SLUICE_VERSION},
                 {"auth", open ? "none" : "token"},
                 {"default_course", nullptr},
                 {"learner_data", false}};
  if (!question.authenticated) return Answer{std::move(object)};
  Json rows = Json::object();
  for (const schema::Table* table : tables::all_tables()) {
    SLUICE_TRY(Json counted, rows_of(*table, sources.store));
    if (!counted.is_null()) rows[table->name] = std::move(counted);
  }
  object["rows"] = std::move(rows);
  return Answer{std::move(object)};
}

}  // namespace

Endpoint meta_endpoint() {
  return {.path = "meta/", .place = Place::kOwn, .answer = answer, .needs_token = false};
}

}  // namespace sluice::api
