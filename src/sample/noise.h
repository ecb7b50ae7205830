// What real logs hold beside good lines: about one line in two hundred. Part of it is still an event by the
// rules of tracking-events.md section 2 (a syslog prefix, a raw tab, a bad byte, an id as text), part of it
// is not. Enrollment events are left alone, so that the story they tell stays the one of the LMS tables.
#pragma once

#include <string>

#include "sample/event_kinds.h"
#include "sample/random.h"

namespace sluice::sample {

// Chance 1 : kNoiseRate for each good line.
constexpr uint32_t kNoiseRate = 200;

// Changes the event before it is written: fields that are missing, odd or wrong.
void disturb_draft(EventDraft& draft, const Visit& visit, Random& random);
// Appends to `out`, which ends in `line` (with LF): damages that line, or adds a broken one after it.
void disturb_line(std::string& out, size_t line_start, const Visit& visit, const Step& step, Random& random);

}  // namespace sluice::sample
