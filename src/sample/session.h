// What one learner does in one go: a visit to a course, or a change of an enrollment, as a list of steps.
#pragma once

#include <cstdint>
#include <vector>

#include "sample/event_kinds.h"
#include "sample/world.h"

namespace sluice::sample {

// A session before it is played: enough to find it again.
struct SessionStart {
  Micros at{};
  uint64_t learner = 0;
  uint64_t key = 0;        // seed of the session
  uint8_t enrollment = 0;  // of the learner
  int8_t change = -1;      // which change of the enrollment; -1 = an ordinary visit
};

// No line of a session is written later than this after its start.
constexpr std::chrono::hours kLongestSession{5};

// All sessions that start within [from, to) on `host`, in order of start.
std::vector<SessionStart> sessions_between(const World& world, int host, Micros from, Micros to);

struct Session {
  Visit visit;
  std::vector<Step> steps;  // in order of `written`
  size_t next = 0;
};
Session play(const World& world, const SessionStart& start, Layout layout);

}  // namespace sluice::sample
