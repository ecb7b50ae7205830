#include "event/event.h"

#include "base/text.h"
#include "event/course_id_cache.h"
#include "event/course_key.h"
#include "event/line_document.h"
#include "event/payload_parser.h"

namespace sluice::event {

void Event::begin(const Envelope& envelope) {
  envelope_ = &envelope;
  context_course_known_ = any_course_known_ = payload_known_ = false;
  time_state_ = TimeState::kMissing;
  if (!envelope.time) return;
  auto time = parse_event_time(*envelope.time);
  time_state_ = time ? TimeState::kGood : TimeState::kBad;
  if (time) time_ = *time;
}

JsonValue Event::context() const {
  return document_->member("context");
}
JsonValue Event::raw_payload() const {
  return document_->member("event");
}

std::string_view Event::course_from_context() const {
  if (context_course_known_) return context_course_;
  context_course_known_ = true;
  context_course_ = {};
  std::string_view id = base::trim(envelope_->course_id);
  if (!id.empty() && course_ids_->is_valid(id)) context_course_ = id;
  return context_course_;
}

std::string_view Event::course_from_context_or_url() const {
  if (any_course_known_) return any_course_;
  any_course_known_ = true;
  any_course_ = course_from_context();
  if (!any_course_.empty() || !envelope_->has_context) return any_course_;
  // Only a missing, null or blank id lets the URL speak; an invalid one does not (KEEP).
  if (envelope_->course_id_kind == Envelope::CourseId::kOther || !base::trim(envelope_->course_id).empty())
    return any_course_;
  std::optional<std::string> id;
  if (source() == Source::kServer && event_type()) id = course_id_from_url(*event_type());
  if (source() == Source::kBrowser) id = course_id_from_url(page());
  if (id) {
    url_course_ = std::move(*id);
    any_course_ = url_course_;
  }
  return any_course_;
}

bool Event::is_valid_course_id(std::string_view id) const {
  return course_ids_->is_valid(id);
}

const Event::Payload& Event::payload() const {
  if (!payload_known_) {
    payload_known_ = true;
    parsed_payload_ = payload_parser_->parse(raw_payload());
  }
  return parsed_payload_;
}

}  // namespace sluice::event
