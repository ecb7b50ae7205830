// programs/: one object per program with its courses (spec data-api.md section 5.2).
#include <map>
#include <set>

#include "api/cells.h"
#include "api/course_days.h"
#include "api/list_fields.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

struct Program {
  StoredCell type, title, created;
  std::set<std::string> courses;
};

Outcome answer(const Question& question, Sources& sources) {
  const schema::Table& table = tables::kCourseProgramMetadata;
  const std::string sql =
      "SELECT " +
      select_list(table, {"program_id", "course_id", "program_type", "program_title", "created"}) + " FROM " +
      schema::quote_name(table.name);
  SLUICE_TRY(const store::RowSet read, query_or_nothing(sources.store, table.name, sql, {}));
  const std::vector<std::string> asked = question.parameters.list("program_ids");
  const std::set<std::string> wanted(asked.begin(), asked.end());
  std::map<std::string, Program> programs;
  for (const store::TextRow& row : read.rows) {
    const std::string id = row[0].value_or("");
    if (!wanted.empty() && !wanted.contains(id)) continue;
    Program& program = programs[id];
    if (program.courses.empty()) program.type = row[2], program.title = row[3];
    program.courses.insert(row[1].value_or(""));
    program.created = later(program.created, row[4]);
  }
  Json list = Json::array();
  for (const auto& [id, program] : programs) {
    Json object = {{"program_id", id},
                   {"program_type", text_or_null(program.type)},
                   {"program_title", text_or_null(program.title)},
                   {"course_ids", program.courses},
                   {"created", program.created ? Json(iso_text(*program.created)) : Json()}};
    choose_fields(object, question.parameters);
    list.push_back(std::move(object));
  }
  return Answer{std::move(list), "programs"};
}

}  // namespace

Endpoint programs_endpoint() {
  return {.path = "programs/", .place = Place::kData, .answer = answer, .takes_post = true};
}

}  // namespace sluice::api
