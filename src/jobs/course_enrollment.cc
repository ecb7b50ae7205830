#include "jobs/course_enrollment.h"

#include <algorithm>

#include "base/text.h"
#include "tables/declarations.h"

namespace sluice::jobs {
namespace {

constexpr size_t kLongestMode = 255;
constexpr int kWeek = 7;

schema::Cell cell(const std::optional<std::string>& text) {
  return text ? schema::Cell(*text) : schema::Cell();
}
schema::Cell cell(const std::optional<int>& number) {
  return number ? schema::Cell(int64_t{*number}) : schema::Cell();
}

}  // namespace

void DailyCounts::add(int first, int end, bool enrolled) {
  auto at = [](int day) { return static_cast<size_t>(day); };
  ++cumulative_[at(first)];
  --cumulative_[at(end)];
  if (!enrolled) return;
  ++count_[at(first)];
  --count_[at(end)];
}

std::vector<DailyCounts::Day> DailyCounts::totals() const {
  std::vector<Day> out(count_.size() - 1);
  Day sum;
  for (size_t i = 0; i < out.size(); ++i) {
    sum.count += count_[i];
    sum.cumulative += cumulative_[i];
    out[i] = sum;
  }
  return out;
}

void CourseEnrollment::begin(std::string course_id) {
  id_ = std::move(course_id);
  total_ = DailyCounts(days_.days());
  modes_.clear();
  genders_.clear();
  birth_years_.clear();
  education_.clear();
}

void CourseEnrollment::add(const std::vector<EnrollmentRun>& runs, const LearnerProfile& profile) {
  auto index = [&](base::Day day) { return static_cast<int>((day - days_.begin).count()); };
  for (const EnrollmentRun& run : runs) {
    int first = index(run.days.begin), end = index(run.days.end);
    std::string mode(base::first_characters(run.mode, kLongestMode));
    total_.add(first, end, run.enrolled);
    of(modes_, mode).add(first, end, run.enrolled);
    if (with_profiles_) of(genders_, profile.gender).add(first, end, run.enrolled);
  }
  if (runs.empty() || !with_profiles_) return;
  bool enrolled = runs.back().enrolled;  // the last run reaches to the last day
  for (Last* last : {&birth_years_[profile.birth_year], &education_[profile.education_level]}) {
    last->count += enrolled;
    ++last->cumulative;
  }
}

Status CourseEnrollment::write(RowSink& rows) const {
  if (modes_.empty()) return {};
  auto totals = total_.totals();
  for (size_t i = 0; i < totals.size(); ++i)
    if (totals[i].cumulative > 0)
      SLUICE_CHECK(rows.write(tables::kCourseEnrollmentDaily,
                              {id_, base::format_day(days_.begin + std::chrono::days(i)), totals[i].count,
                               totals[i].cumulative}));
  SLUICE_CHECK(write_modes(rows));
  std::string last_day = base::format_day(days_.end - std::chrono::days(1));
  for (const auto& [year, n] : birth_years_)
    SLUICE_CHECK(rows.write(tables::kCourseEnrollmentBirthYearDaily,
                            {last_day, id_, cell(year), n.count, n.cumulative}));
  for (const auto& [level, n] : education_)
    SLUICE_CHECK(rows.write(tables::kCourseEnrollmentEducationLevelDaily,
                            {last_day, id_, cell(level), n.count, n.cumulative}));
  return write_summary(rows);
}

Status CourseEnrollment::write_modes(RowSink& rows) const {
  auto write_groups = [&](const schema::Table& table, const auto& groups, auto to_cell) -> Status {
    std::vector<std::pair<schema::Cell, std::vector<Last>>> all;
    for (const auto& [key, counts] : groups) all.emplace_back(to_cell(key), counts.totals());
    for (int day = 0; day < days_.days(); ++day)
      for (const auto& [key, totals] : all) {
        const Last& n = totals[static_cast<size_t>(day)];
        if (n.cumulative == 0) continue;
        std::string date = base::format_day(days_.begin + std::chrono::days(day));
        SLUICE_CHECK(rows.write(table, {date, id_, key, n.count, n.cumulative}));
      }
    return {};
  };
  SLUICE_CHECK(write_groups(tables::kCourseEnrollmentModeDaily, modes_,
                            [](const std::string& m) { return schema::Cell(m); }));
  return write_groups(tables::kCourseEnrollmentGenderDaily, genders_, [](const auto& g) { return cell(g); });
}

Status CourseEnrollment::write_summary(RowSink& rows) const {
  const schema::Cell null;
  for (const auto& [mode, counts] : modes_) {
    auto totals = counts.totals();
    const Last& now = totals.back();
    if (now.cumulative == 0) continue;
    int64_t week_ago = totals.size() > kWeek ? totals[totals.size() - 1 - kWeek].count : 0;
    SLUICE_CHECK(rows.write(tables::kCourseMetaSummaryEnrollment,
                            {id_, null, null, null, null, null, null, mode, now.count, now.count - week_ago,
                             now.cumulative, int64_t{0}}));
  }
  return {};
}

}  // namespace sluice::jobs
