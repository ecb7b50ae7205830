#include "sample/lms_table.h"

namespace sluice::sample {

std::span<const LmsTable> lms_tables() {
  static const LmsTable all[] = {kAuthUser,     kAuthUserprofile, kStudentCourseenrollment,
                                 kGrades,       kCourseGroups,    kCourseGroupUsers,
                                 kStudentModule};
  return all;
}

}  // namespace sluice::sample
