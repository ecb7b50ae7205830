// courses/C/enrollment/location/: learners by country (spec data-api.md section 3.6).
#include <map>

#include "api/cells.h"
#include "api/country.h"
#include "api/course_days.h"
#include "tables/declarations.h"

namespace sluice::api {
namespace {

struct Residents {
  const Country* country = nullptr;  // null: unknown
  int64_t count = 0;
  StoredCell created;
};

Json country_json(const Country* country) {
  if (country == nullptr) return {{"alpha2", nullptr}, {"alpha3", nullptr}, {"name", "UNKNOWN"}};
  return {{"alpha2", country->alpha2}, {"alpha3", country->alpha3}, {"name", country->name}};
}

Outcome answer(const Question& question, Sources& sources) {
  SLUICE_TRY(const auto rows,
             read_course_days(question, sources.store, tables::kCourseEnrollmentLocationCurrent,
                              {"course_id", "date", "country_code", "count", "created"}, "date"));
  // By country and then date; the unknown country has no letters, so it comes first.
  std::map<std::pair<std::string, std::string>, Residents> places;
  for (const store::TextRow& row : rows) {
    const Country* country = find_country(row[2].value_or(""));
    Residents& there = places[{std::string(country ? country->alpha2 : ""), row[1].value_or("")}];
    there.country = country;
    there.count += count_of(row[3]);
    there.created = later(there.created, row[4]);
  }
  Json list = Json::array();
  for (const auto& [key, place] : places)
    list.push_back({{"date", key.second},
                    {"course_id", question.course_id},
                    {"country", country_json(place.country)},
                    {"count", place.count},
                    {"created", dt_or_null(place.created)}});
  return Answer{std::move(list), course_csv_name(question.course_id, "enrollment-location")};
}

}  // namespace

Endpoint enrollment_location_endpoint() {
  return {.path = "enrollment/location/", .answer = answer, .checks_dates = true};
}

}  // namespace sluice::api
