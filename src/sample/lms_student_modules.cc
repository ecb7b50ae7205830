// courseware_studentmodule: what each learner opened and what was graded. Few rows for each learner; real
// tables have many.
#include "sample/lms_table.h"
#include "sample/problem_bank.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

constexpr LmsColumn kColumns[] = {
    {"id", "bigint(20) NOT NULL AUTO_INCREMENT", 0},
    {"module_type", "varchar(32) NOT NULL", 1},
    {"module_id", "varchar(255) NOT NULL", 2},
    {"course_id", "varchar(255) NOT NULL", 10},
    {"state", "longtext", 4},
    {"grade", "double DEFAULT NULL", 5},
    {"max_grade", "double DEFAULT NULL", 8},
    {"done", "varchar(8) NOT NULL", 9},
    {"created", "datetime(6) NOT NULL", 6},
    {"modified", "datetime(6) NOT NULL", 7},
    {"student_id", "int(11) NOT NULL", 3},
};

void module_row(LmsRow& row, const Learner& learner, const Enrollment& e, const Course& course, int64_t id,
                uint32_t n) {
  const uint64_t key = mix(learner.key, 0x30d, e.course, n);
  const bool problem = n % 2 == 1;
  std::string block;
  append_block_id(block, course, problem ? "problem" : "sequential",
                  n % (problem ? kProblems : kSequentials));
  row.integer(id).text(problem ? "problem" : "sequential").text(block).text(course.id);
  if (!problem) {
    row.text(key % 7 == 0 ? "{}" : "{\"position\": 2}").null().null();
  } else {
    const auto parts = static_cast<int64_t>(problem_of(n % kProblems).part_count());
    row.text("{\"attempts\": 1, \"note\": \"it's\\n a \\\"test\\\"\"}");
    if (key % 5 == 0) {
      row.null().null();
    } else {
      row.integer(static_cast<int64_t>((key >> 8) % static_cast<uint64_t>(parts + 1)));
      row.integer(parts);
    }
  }
  const Micros created = e.changes[0].at + std::chrono::minutes(20 * n);
  row.text("na").time(created).time(created + std::chrono::minutes(5)).integer(learner.user_id);
}

void module_rows(const World& world, const RowSink& sink) {
  LmsRow row;
  int64_t id = 0;
  for_each_learner(world, [&](const Learner& learner) {
    for (int i = 0; i < learner.enrollment_count; ++i) {
      const Enrollment& e = learner.enrollments[static_cast<size_t>(i)];
      const auto opened = static_cast<uint32_t>(mix(learner.key, 0x30e, e.course) % 5);
      for (uint32_t n = 0; n < opened; ++n) {
        row.clear();
        module_row(row, learner, e, world.course(e.course), ++id, n);
        if (!sink(row)) return false;
      }
    }
    return true;
  });
}

}  // namespace

const LmsTable kStudentModule = {
    "courseware_studentmodule", kColumns,
    "PRIMARY KEY (`id`), UNIQUE KEY `one` (`student_id`, `module_id`, `course_id`)", true, module_rows};

}  // namespace sluice::sample
