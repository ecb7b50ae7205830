// /api/sluice/v1/courses/: every course found in any table, also without summaries (spec data-api.md
// section 10.1).
#include <map>

#include "api/cells.h"
#include "api/course_days.h"
#include "api/course_id.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

struct Course {
  StoredCell title, start, end, availability, updated;
  Json current, total;  // enrollment; null: unknown
  std::vector<std::string> has;
};
using Courses = std::map<std::string, Course>;

struct CourseTable {
  const schema::Table& table;
  const char* word;  // in `has`
};

// Enrollment comes from the first of these that a course is in.
const CourseTable kEnrollmentTables[] = {{tables::kCourseEnrollmentModeDaily, "mode"},
                                         {tables::kCourseEnrollmentDaily, "enrollment"}};
const CourseTable kOtherTables[] = {{tables::kCourseEnrollmentBirthYearDaily, "birth_year"},
                                    {tables::kCourseEnrollmentEducationLevelDaily, "education"},
                                    {tables::kCourseEnrollmentGenderDaily, "gender"},
                                    {tables::kCourseEnrollmentLocationCurrent, "location"},
                                    {tables::kCourseActivity, "activity"}};
// In the order of the spec.
constexpr const char* kWords[] = {"enrollment", "mode",     "birth_year", "education",
                                  "gender",     "location", "activity"};

// The newest day of each course.
Status add_enrollment(const CourseTable& from, StoreReader& store, Courses& courses) {
  const std::string name = schema::quote_name(from.table.name);
  const std::string sql =
      "SELECT t.course_id, SUM(t.count), SUM(t.cumulative_count), MAX(t.created) FROM " + name +
      " t JOIN (SELECT course_id, MAX(date) AS date FROM " + name +
      " GROUP BY course_id) newest ON newest.course_id = t.course_id AND newest.date = t.date"
      " GROUP BY t.course_id";
  SLUICE_TRY(const store::RowSet read, query_or_nothing(store, from.table.name, sql, {}));
  for (const store::TextRow& row : read.rows) {
    Course& course = courses[row[0].value_or("")];
    if (course.current.is_null()) {
      course.current = integer_or_null(row[1]);
      course.total = integer_or_null(row[2]);
    }
    course.updated = later(course.updated, row[3]);
    course.has.emplace_back(from.word);
  }
  return {};
}

// Which courses are there; any row of one tells when the table was loaded.
Status add_presence(const CourseTable& from, StoreReader& store, Courses& courses) {
  const std::string name = schema::quote_name(from.table.name);
  const std::string sql =
      "SELECT c.course_id, (SELECT created FROM " + name +
      " t WHERE t.course_id = c.course_id LIMIT 1) FROM (SELECT DISTINCT course_id FROM " + name + ") c";
  SLUICE_TRY(const store::RowSet read, query_or_nothing(store, from.table.name, sql, {}));
  for (const store::TextRow& row : read.rows) {
    Course& course = courses[row[0].value_or("")];
    course.updated = later(course.updated, row[1]);
    course.has.emplace_back(from.word);
  }
  return {};
}

Status add_summaries(StoreReader& store, Courses& courses) {
  const schema::Table& table = tables::kCourseMetaSummaryEnrollment;
  const std::string sql =
      "SELECT course_id, MAX(catalog_course_title), MAX(start_time), MAX(end_time),"
      " MAX(availability), MAX(created), SUM(count), SUM(cumulative_count) FROM " +
      schema::quote_name(table.name) + " GROUP BY course_id";
  SLUICE_TRY(const store::RowSet read, query_or_nothing(store, table.name, sql, {}));
  for (const store::TextRow& row : read.rows) {
    Course& course = courses[row[0].value_or("")];
    course.title = row[1];
    course.start = row[2];
    course.end = row[3];
    course.availability = row[4];
    course.updated = later(course.updated, row[5]);
    if (course.current.is_null()) {
      course.current = integer_or_null(row[6]);
      course.total = integer_or_null(row[7]);
    }
  }
  return {};
}

Json to_json(const std::string& id, const Course& course) {
  const auto parts = parse_course_id(id);
  const auto part = [&](const std::string& text) { return parts ? Json(text) : Json(); };
  Json has = Json::array();
  for (const char* word : kWords)
    if (std::ranges::find(course.has, word) != course.has.end()) has.push_back(word);
  const bool soon = course.availability == "Starting Soon";
  return {{"course_id", id},
          {"org", part(parts ? parts->org : "")},
          {"course", part(parts ? parts->course : "")},
          {"run", part(parts ? parts->run : "")},
          {"title", text_or_null(course.title)},
          {"start_date", dt_or_null(course.start)},
          {"end_date", dt_or_null(course.end)},
          {"availability", soon ? Json("Upcoming") : text_or_null(course.availability)},
          {"current_enrollment", course.current},
          {"total_enrollment", course.total},
          {"has", has},
          {"last_updated", dt_or_null(course.updated)}};
}

Outcome answer(const Question&, Sources& sources) {
  Courses courses;
  for (const CourseTable& table : kEnrollmentTables)
    SLUICE_CHECK(add_enrollment(table, sources.store, courses));
  for (const CourseTable& table : kOtherTables) SLUICE_CHECK(add_presence(table, sources.store, courses));
  SLUICE_CHECK(add_summaries(sources.store, courses));
  Json list = Json::array();
  for (const auto& [id, course] : courses) list.push_back(to_json(id, course));
  return Answer{{{"courses", std::move(list)}}};
}

}  // namespace

Endpoint courses_endpoint() {
  return {.path = "courses/", .place = Place::kOwn, .answer = answer};
}

}  // namespace sluice::api
