// The declared tables by name: what jobs write and the API reads. Source: spec result-store.md section 3.
#pragma once

#include "schema/table.h"

namespace sluice::tables {

extern const schema::Table kCourseEnrollmentDaily;
extern const schema::Table kCourseEnrollmentModeDaily;
extern const schema::Table kCourseEnrollmentGenderDaily;
extern const schema::Table kCourseEnrollmentBirthYearDaily;
extern const schema::Table kCourseEnrollmentEducationLevelDaily;
extern const schema::Table kCourseMetaSummaryEnrollment;
extern const schema::Table kCourseProgramMetadata;
extern const schema::Table kCourseActivity;
extern const schema::Table kCourseEnrollmentLocationCurrent;

}  // namespace sluice::tables
