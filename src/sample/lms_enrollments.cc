// student_courseenrollment, as the enrollment events leave it, and grades_persistentcoursegrade.
#include "sample/lms_table.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr LmsColumn kEnrollmentColumns[] = {
    {"id", "int(11) NOT NULL AUTO_INCREMENT", 0}, {"course_id", "varchar(255) NOT NULL", 2},
    {"created", "datetime(6) DEFAULT NULL", 3},   {"is_active", "tinyint(1) NOT NULL", 4},
    {"mode", "varchar(100) NOT NULL", 5},         {"user_id", "int(11) NOT NULL", 1},
};

constexpr LmsColumn kGradeColumns[] = {
    {"created", "datetime(6) NOT NULL", 9},
    {"modified", "datetime(6) NOT NULL", 10},
    {"id", "bigint(20) unsigned NOT NULL AUTO_INCREMENT", 0},
    {"user_id", "int(11) NOT NULL", 1},
    {"course_id", "varchar(255) NOT NULL", 2},
    {"course_edited_timestamp", "datetime(6) DEFAULT NULL", 3},
    {"course_version", "varchar(255) NOT NULL", 4},
    {"grading_policy_hash", "varchar(255) NOT NULL", 5},
    {"percent_grade", "double NOT NULL", 6},
    {"letter_grade", "varchar(255) NOT NULL", 7},
    {"passed_timestamp", "datetime(6) DEFAULT NULL", 8},
};

template <class Fill>
void for_each_enrollment(const World& world, const RowSink& sink, Fill fill) {
  LmsRow row;
  for_each_learner(world, [&](const Learner& learner) {
    for (int i = 0; i < learner.enrollment_count; ++i) {
      row.clear();
      fill(row, learner, learner.enrollments[static_cast<size_t>(i)]);
      if (row.size() > 0 && !sink(row)) return false;
    }
    return true;
  });
}

void enrollment_rows(const World& world, const RowSink& sink) {
  for_each_enrollment(world, sink, [&](LmsRow& row, const Learner& learner, const Enrollment& e) {
    row.integer(static_cast<int64_t>(e.row_id)).text(world.course(e.course).id);
    if (e.row_id % 83 == 0) {
      row.null();
    } else {
      row.time(e.changes[0].at);
    }
    row.integer(e.active).text(mode_name(e.mode)).integer(learner.user_id);
  });
}

// Two of five enrollments have a grade. Some had passed and lost the letter again; some grades are older than
// the enrollment.
void grade_row(LmsRow& row, const World& world, const Learner& learner, const Enrollment& e) {
  const uint64_t key = mix(learner.key, 0x6a, e.course);
  if (key % 5 > 1) return;
  const auto percent = static_cast<int64_t>(mix(key, 1) % 101);
  const bool passed = percent >= 60;
  const bool revoked = passed && mix(key, 2) % 9 == 0;
  const Micros first = e.changes[0].at;
  const Micros modified = mix(key, 3) % 12 == 0 ? first - days(20) : first + hours(5 + mix(key, 4) % 700);
  row.time(modified - hours(1))
      .time(modified)
      .integer(static_cast<int64_t>(e.row_id))
      .integer(learner.user_id);
  row.text(world.course(e.course).id).time(Micros(world.plan().days.begin) - days(30));
  row.text("5c0f1e2d3b4a").text("Lu7u3Rt0NvD1zUrPV7ZL7xEkH2s=").percent(percent);
  row.text(!passed || revoked ? "" : percent >= 85 ? "A" : percent >= 70 ? "B" : "Pass");
  if (passed) {
    row.time(modified - hours(1));
  } else {
    row.null();
  }
}

void grade_rows(const World& world, const RowSink& sink) {
  for_each_enrollment(world, sink, [&](LmsRow& row, const Learner& learner, const Enrollment& e) {
    grade_row(row, world, learner, e);
  });
}

}  // namespace

const LmsTable kStudentCourseenrollment = {
    "student_courseenrollment", kEnrollmentColumns,
    "PRIMARY KEY (`id`), UNIQUE KEY `user_course` (`user_id`, `course_id`), KEY `course` (`course_id`)",
    false, enrollment_rows};
const LmsTable kGrades = {"grades_persistentcoursegrade", kGradeColumns,
                          "PRIMARY KEY (`id`), UNIQUE KEY `course_user` (`course_id`, `user_id`)", false,
                          grade_rows};

}  // namespace sluice::sample
