// The whole story behind the sample: courses, learners, and how often each learner comes. Everything follows
// from the plan; learners are computed when asked for, and only the days on which they can appear are kept (4
// bytes each). Safe for concurrent reads.
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

  // False if the learner does nothing on any day of [first, last].
  bool may_appear(uint64_t index, base::Day first, base::Day last) const;

  // Sessions that start on `day` because of `enrollment`: more for eager learners, fewer on weekends and with
  // every day since enrolling, none while unenrolled. Chosen so that all logs together hold about
  // plan().events events.
  int sessions_on(const Learner& learner, const Enrollment& enrollment, base::Day day) const;

 private:
  SamplePlan plan_;
  StoryBounds bounds_;
  std::vector<Course> courses_;
  // Days from the start of the story on, both included; empty for learners without events.
  struct Presence {
    int16_t first = 1, last = 0;
  };
  Presence presence_of(const Learner& learner) const;
  std::vector<Presence> presences_;
  double sessions_per_weight_ = 0;
};

}  // namespace sluice::sample
