// Courses, places and learners by themselves, many more of them than a default sample has.
#include "sample/world.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/files.h"
#include "event/course_key.h"
#include "event/geo.h"
#include "sample/places.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

TEST(Courses, AllIdsAreValidAndDifferent) {
  std::set<std::string> ids;
  for (uint32_t i = 0; i < 500; ++i) {
    const Course course = make_course(1, i);
    EXPECT_TRUE(event::is_valid_course_id(course.id)) << course.id;
    EXPECT_EQ(event::org_of(course.id), course.org);
    EXPECT_TRUE(ids.insert(course.id).second) << course.id;
    std::string path;
    append_courseware_path(path, course, i % kSequentials);
    EXPECT_EQ(event::course_id_from_url(path), course.id);
  }
}

TEST(Courses, BlockUrlsLeadToTheCourse) {
  for (uint32_t i = 0; i < 20; ++i) {
    const Course course = make_course(1, i);
    if (course.style == IdStyle::kOld) continue;
    std::string url = "/xblock/";
    append_block_id(url, course, "vertical", 3);
    EXPECT_EQ(event::course_id_from_url(url), course.id);
  }
}

TEST(Places, AddressesAreFoundInTheirCountry) {
  auto folder = base::TemporaryFolder::create("sluice-geo").value();
  ASSERT_TRUE(base::write_file_atomically(folder.path() + "/country.tsv", country_tsv()));
  const auto geo = event::open_geo(folder.path() + "/country.tsv");
  ASSERT_TRUE(geo) << base::to_text(geo.error());
  EXPECT_GE(countries().size(), 40U);
  for (const Country& country : countries())
    for (uint64_t key = 0; key < 200; ++key)
      ASSERT_EQ((*geo)->country_code(address_in(country, mix(key))), country.code)
          << address_in(country, mix(key));
  for (uint64_t key = 0; key < 200; ++key)
    ASSERT_EQ((*geo)->country_code(private_address(key)), event::kUnknownCountry);
}

SamplePlan plan_for(uint64_t learners) {
  SampleOptions options;
  options.learners = learners;
  return make_plan(options).value();
}

void expect_good_story(const Enrollment& e) {
  bool enrolled = false;
  ASSERT_GE(e.change_count, 1);
  EXPECT_EQ(e.changes[0].kind, ChangeKind::kActivated);
  for (int i = 0; i < e.change_count; ++i) {
    const Change& change = e.changes[static_cast<size_t>(i)];
    if (i > 0) {
      EXPECT_GT(change.at, e.changes[static_cast<size_t>(i) - 1].at);
      EXPECT_TRUE(enrolled || change.kind == ChangeKind::kActivated);
    }
    if (change.kind != ChangeKind::kModeChanged) enrolled = change.kind == ChangeKind::kActivated;
  }
  EXPECT_EQ(e.active, enrolled);
  EXPECT_EQ(e.mode, e.changes[static_cast<size_t>(e.change_count) - 1].mode);
}

TEST(Learners, LiveThroughStoriesThatCanBe) {
  const World world(plan_for(5000));
  std::set<std::string> names;
  std::set<uint64_t> rows;
  int changed = 0, left = 0, back = 0, before = 0;
  for (uint64_t i = 0; i < 5000; ++i) {
    const Learner learner = world.learner(i);
    EXPECT_TRUE(names.insert(username_of(learner)).second);
    std::set<uint32_t> courses;
    for (int k = 0; k < learner.enrollment_count; ++k) {
      const Enrollment& e = learner.enrollments[static_cast<size_t>(k)];
      expect_good_story(e);
      EXPECT_TRUE(courses.insert(e.course).second);
      EXPECT_TRUE(rows.insert(e.row_id).second);
      EXPECT_LT(e.changes[static_cast<size_t>(e.change_count) - 1].at, base::Micros(world.plan().days.end));
      before += e.changes[0].at < base::Micros(world.plan().days.begin) ? 1 : 0;
      for (int c = 1; c < e.change_count; ++c) {
        const ChangeKind kind = e.changes[static_cast<size_t>(c)].kind;
        changed += kind == ChangeKind::kModeChanged ? 1 : 0;
        left += kind == ChangeKind::kDeactivated ? 1 : 0;
        back += kind == ChangeKind::kActivated &&
                e.changes[static_cast<size_t>(c) - 1].kind == ChangeKind::kDeactivated;
      }
    }
  }
  for (const int count : {changed, left, back, before}) EXPECT_GT(count, 50);
}

TEST(Learners, ComeLessAndLessOften) {
  const World world(plan_for(20'000));
  uint64_t early = 0, late = 0;
  for (uint64_t i = 0; i < 20'000; ++i) {
    const Learner learner = world.learner(i);
    for (int k = 0; k < learner.enrollment_count; ++k) {
      const Enrollment& e = learner.enrollments[static_cast<size_t>(k)];
      const base::Day first = std::chrono::floor<std::chrono::days>(e.changes[0].at);
      if (first < world.plan().days.begin || first + std::chrono::days(21) > world.plan().days.end) continue;
      EXPECT_EQ(world.sessions_on(learner, e, first - std::chrono::days(1)), 0);
      for (int day = 0; day < 7; ++day)
        early += static_cast<uint64_t>(world.sessions_on(learner, e, first + std::chrono::days(day)));
      for (int day = 14; day < 21; ++day)
        late += static_cast<uint64_t>(world.sessions_on(learner, e, first + std::chrono::days(day)));
    }
  }
  EXPECT_GT(early, 2 * late);
  EXPECT_GT(late, 0U);
}

}  // namespace
}  // namespace sluice::sample
