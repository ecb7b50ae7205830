// /api/sluice/v1/courses/: every course found in any table, also without summaries (spec data-api.md section 10.1).
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

// A table with one row or more for each course and day. Enrollment comes from the first of these that a course is in.
struct DailyTable {
  const schema::Table& table;
  const char* word;
  bool counts_enrollment;
};

const std::vector<DailyTable>& daily_tables() {
  static const std::vector<DailyTable> all = {
      {tables::kCourseEnrollmentModeDaily, "mode", true},
      {tables::kCourseEnrollmentDaily, "enrollment", true},
      {tables::kCourseEnrollmentBirthYearDaily, "birth_year", false},
      {tables::kCourseEnrollmentEducationLevelDaily, "education", false},
      {tables::kCourseEnrollmentGenderDaily, "gender", false},
      {tables::kCourseEnrollmentLocationCurrent, "location", false},
  };
  return all;
}

// The newest day of each course.
Status add_daily(const DailyTable& from, StoreReader& store, Courses& courses) {
  const std::string name = schema::quote_name(from.table.name);
  const std::string sql = "SELECT t.course_id, SUM(t.count), SUM(t.cumulative_count), MAX(t.created) FROM " + name +
                          " t JOIN (SELECT course_id, MAX(date) AS date FROM " + name +
                          " GROUP BY course_id) newest ON newest.course_id = t.course_id AND newest.date = t.date"
                          " GROUP BY t.course_id";
  SLUICE_TRY(const store::RowSet read, query_or_nothing(store, from.table.name, sql, {}));
  for (const store::TextRow& row : read.rows) {
    Course& course = courses[row[0].value_or("")];
    if (from.counts_enrollment && course.current.is_null()) {
      course.current = integer_or_null(row[1]);
      course.total = integer_or_null(row[2]);
    }
    course.updated = later(course.updated, row[3]);
    course.has.emplace_back(from.word);
  }
  return {};
}

// Any row of a course tells when its table was loaded.
Status add_activity(StoreReader& store, Courses& courses) {
  const std::string name = schema::quote_name(tables::kCourseActivity.name);
  const std::string sql = "SELECT c.course_id, (SELECT created FROM " + name +
                          " t WHERE t.course_id = c.course_id LIMIT 1) FROM (SELECT DISTINCT course_id FROM " + name +
                          ") c";
  SLUICE_TRY(const store::RowSet read, query_or_nothing(store, tables::kCourseActivity.name, sql, {}));
  for (const store::TextRow& row : read.rows) {
    Course& course = courses[row[0].value_or("")];
    course.updated = later(course.updated, row[1]);
    course.has.emplace_back("activity");
  }
  return {};
}

Status add_summaries(StoreReader& store, Courses& courses) {
  const schema::Table& table = tables::kCourseMetaSummaryEnrollment;
  const std::string sql = "SELECT course_id, MAX(catalog_course_title), MAX(start_time), MAX(end_time),"
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
  // The words in the order of the spec, whatever the order of reading.
  Json has = Json::array();
  for (const char* word : {"enrollment", "mode", "birth_year", "education", "gender", "location", "activity"})
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
  for (const DailyTable& table : daily_tables()) SLUICE_CHECK(add_daily(table, sources.store, courses));
  SLUICE_CHECK(add_activity(sources.store, courses));
  SLUICE_CHECK(add_summaries(sources.store, courses));
  Json list = Json::array();
  for (const auto& [id, course] : courses) list.push_back(to_json(id, course));
  return Answer{{{"courses", std::move(list)}}};
}

}  // namespace

Endpoint courses_endpoint() { return {.path = "courses/", .place = Place::kOwn, .answer = answer}; }

}  // namespace sluice::api
