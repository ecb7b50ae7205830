// Any bytes as a tracking line: no crash, and the fast reader says what the exact one says of every line that
// it accepts.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "event/line_parser.h"

namespace {

using sluice::event::Event;
using sluice::event::JsonValue;
using sluice::event::LineParser;

std::string described(const Event* e) {
  if (!e) return "unparseable";
  std::string out(e->event_type().value_or("-"));
  out += '|' + std::string(e->username()) + '|' + std::string(e->ip()) + '|' +
         std::to_string(e->user_id().value);
  if (e->time_state() == sluice::event::TimeState::kGood) out += e->time().timestamp();
  out += '|' + std::string(e->course_from_context()) + '|' + std::string(e->course_from_context_or_url());
  out += e->payload().present ? '+' : '-';
  e->payload().object.for_each_member([&](std::string_view key, JsonValue value) {
    out += std::string(key) + std::string(value.text().value_or("")) +
           std::to_string(value.number().value_or(0));
  });
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (std::memchr(data, 0, size)) return 0;  // a raw NUL: NOPIN (tracking-events.md 2.1)
  static LineParser fast, exact;
  std::vector<char> padded(size + LineParser::kPadding, ' ');
  if (size) std::memcpy(padded.data(), data, size);
  std::string_view line(padded.data(), size);
  if (described(fast.parse(line)) != described(exact.parse_exactly(line))) std::abort();
  return 0;
}
