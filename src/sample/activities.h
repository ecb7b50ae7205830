// The scripts of sessions: which events follow each other, how far apart. Pure; free choices follow from the
// visit's key.
#pragma once

#include <vector>

#include "sample/event_kinds.h"
#include "sample/learner.h"

namespace sluice::sample {

// One to a few pages with videos, problems, discussion or the textbook; staff also use the instructor pages.
// Never empty, never longer than two hours. Only `at` is set of the two times.
std::vector<Step> visit_steps(const Visit& visit, Micros start, bool staff);
// A phone plays videos.
std::vector<Step> mobile_steps(const Visit& visit, Micros start);
// The request, and at exactly change.at what the server says about it.
std::vector<Step> enrollment_steps(const Change& change, uint64_t key);

}  // namespace sluice::sample
