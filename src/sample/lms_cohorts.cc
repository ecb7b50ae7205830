// course_groups_courseusergroup and its members: three cohorts in each course, and a group that is no cohort.
#include <fmt/format.h>

#include "sample/lms_table.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

constexpr LmsColumn kGroupColumns[] = {
    {"id", "int(11) NOT NULL AUTO_INCREMENT", 0},
    {"name", "varchar(255) NOT NULL", 1},
    {"course_id", "varchar(255) NOT NULL", 2},
    {"group_type", "varchar(20) NOT NULL", 3},
};
constexpr LmsColumn kMemberColumns[] = {
    {"id", "int(11) NOT NULL AUTO_INCREMENT"},
    {"courseusergroup_id", "int(11) NOT NULL", 0},
    {"user_id", "int(11) NOT NULL", 1},
};
constexpr uint64_t kGroupsPerCourse = 4;  // the last one is no cohort

int64_t group_id(uint32_t course, uint64_t group) {
  return static_cast<int64_t>(course * kGroupsPerCourse + group + 1);
}

void group_rows(const World& world, const RowSink& sink) {
  LmsRow row;
  for (uint32_t course = 0; course < world.plan().courses; ++course) {
    for (uint64_t group = 0; group < kGroupsPerCourse; ++group) {
      const bool cohort = group + 1 < kGroupsPerCourse;
      row.clear();
      row.integer(group_id(course, group))
          .text(cohort ? fmt::format("Cohort {}", group + 1) : "Team \"Blue\"");
      row.text(world.course(course).id).text(cohort ? "cohort" : "team");
      if (!sink(row)) return;
    }
  }
}

void member_rows(const World& world, const RowSink& sink) {
  LmsRow row;
  for_each_learner(world, [&](const Learner& learner) {
    for (int i = 0; i < learner.enrollment_count; ++i) {
      const Enrollment& e = learner.enrollments[static_cast<size_t>(i)];
      const uint64_t choice = mix(learner.key, 0x6f, e.course) % 8;
      if (choice >= kGroupsPerCourse) continue;
      row.clear();
      row.integer(static_cast<int64_t>(e.row_id))
          .integer(group_id(e.course, choice))
          .integer(learner.user_id);
      if (!sink(row)) return false;
    }
    return true;
  });
}

}  // namespace

const LmsTable kCourseGroups = {"course_groups_courseusergroup", kGroupColumns,
                                "PRIMARY KEY (`id`), UNIQUE KEY `name_course` (`name`, `course_id`)", false,
                                group_rows};
const LmsTable kCourseGroupUsers = {
    "course_groups_courseusergroup_users", kMemberColumns,
    "PRIMARY KEY (`id`), UNIQUE KEY `group_user` (`courseusergroup_id`, `user_id`)", false, member_rows};

}  // namespace sluice::sample
