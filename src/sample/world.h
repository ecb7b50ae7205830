// The whole story behind the sample: courses, learners, and how often each learner comes. Everything follows
// from the plan; learners are computed when asked for, so memory does not grow with their number. Safe for
// concurrent reads.
#pragma once

#include <cstdint>
#include <vector>

#include "sample/course.h"
#include "sample/learner.h"
#include "sample/options.h"

namespace sluice::sample {

class World {
 public:
  explicit World(const SamplePlan& plan);

  const SamplePlan& plan() const { return plan_; }
  const Course& course(uint32_t index) const { return courses_[index]; }
  Learner learner(uint64_t index) const { return make_learner(bounds_, index); }

  // Sessions that start on `day` because of `enrollment`: more for eager learners, fewer on weekends and with
  // every day since enrolling, none while unenrolled. Chosen so that all logs together hold about
  // plan().events events.
  int sessions_on(const Learner& learner, const Enrollment& enrollment, base::Day day) const;

 private:
  SamplePlan plan_;
  StoryBounds bounds_;
  std::vector<Course> courses_;
  double sessions_per_weight_ = 0;
};

}  // namespace sluice::sample
