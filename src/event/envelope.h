// What is read of every line: the fields of the envelope that some job uses, as views into the line
// (tracking-events.md section 3). Two readers fill it, EnvelopeReader and LineDocument; both mean the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::event {

enum class Source { kOther, kServer, kBrowser, kMobile, kTask };

// context.user_id: none (missing, null, "", 0), malformed (no integer), or a number.
struct UserId {
  enum class State { kNone, kMalformed, kValid };
  State state = State::kNone;
  int64_t value = 0;
  bool valid() const { return state == State::kValid; }
};

// Fields that are missing, null or no string are empty, or nothing where that differs. Of a repeated key the
// last counts.
struct Envelope {
  std::optional<std::string_view> event_type, time;
  Source source = Source::kOther;
  std::string_view ip, host, page;
  std::string_view username;  // trimmed
  bool has_context = false;   // there is one and it is not null
  // context.course_id: none (missing or null), a string, or something else.
  enum class CourseId { kNone, kText, kOther };
  CourseId course_id_kind = CourseId::kNone;
  std::string_view course_id;
  UserId user_id;

  void reset() {  // field by field: quicker than clearing it as a block
    event_type.reset();
    time.reset();
    source = Source::kOther;
    ip = host = page = username = course_id = {};
    has_context = false;
    course_id_kind = CourseId::kNone;
    user_id = {};
  }
};

Source to_source(std::string_view text);
UserId user_id_of_number(int64_t number);
UserId user_id_of_text(std::string_view text);

}  // namespace sluice::event
