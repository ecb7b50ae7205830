// One tracking event: the envelope fields that jobs read, and the values derived from them, computed when
// first asked for and then kept (tracking-events.md sections 3 to 5 and 7).
//
// Views are valid until the LineParser reads its next line. Threads: one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "event/envelope.h"
#include "event/event_time.h"
#include "event/json_value.h"

namespace sluice::event {

enum class TimeState { kMissing, kBad, kGood };

class CourseIdCache;
class LineDocument;
class PayloadParser;

class Event {
 public:
  // Raw fields. Nothing if missing, null or no string.
  std::optional<std::string_view> event_type() const { return envelope_->event_type; }
  Source source() const { return envelope_->source; }
  std::string_view ip() const { return envelope_->ip; }              // empty = none
  std::string_view username() const { return envelope_->username; }  // trimmed; empty = none
  std::string_view host() const { return envelope_->host; }
  std::string_view page() const { return envelope_->page; }
  // Asking for these may cost a full parse of the line.
  JsonValue context() const;
  JsonValue raw_payload() const;

  TimeState time_state() const { return time_state_; }
  const EventTime& time() const { return time_; }  // requires kGood
  const UserId& user_id() const { return envelope_->user_id; }
  // course(context) and course(context or URL); empty = no course id.
  std::string_view course_from_context() const;
  std::string_view course_from_context_or_url() const;
  // Of any id that a payload names; remembered, so cheap to ask again.
  bool is_valid_course_id(std::string_view id) const;
  // payload(event): an object, or kMissing for "none". An empty string payload is an object without members.
  struct Payload {
    bool present = false;
    JsonValue object;  // kMissing with present = true: the empty object
    JsonValue find(std::string_view key) const { return object.find(key); }
  };
  const Payload& payload() const;

 private:
  friend class LineParser;
  // A new line. The document is of the same line.
  void begin(const Envelope& envelope);

  const Envelope* envelope_ = nullptr;
  TimeState time_state_ = TimeState::kMissing;
  EventTime time_;
  LineDocument* document_ = nullptr;
  CourseIdCache* course_ids_ = nullptr;
  PayloadParser* payload_parser_ = nullptr;
  mutable bool context_course_known_ = false, any_course_known_ = false, payload_known_ = false;
  mutable std::string_view context_course_, any_course_;
  mutable std::string url_course_;
  mutable Payload parsed_payload_;
};

}  // namespace sluice::event
