#include "event/event.h"

#include "base/text.h"
#include "event/course_id_cache.h"
#include "event/course_key.h"
#include "event/payload_parser.h"

namespace sluice::event {

void Event::reset() {
  event_type_.reset();
  source_ = Source::kOther;
  ip_ = username_ = host_ = page_ = {};
  context_ = payload_ = raw_course_id_ = {};
  time_state_ = TimeState::kMissing;
  user_id_ = {};
  context_course_known_ = any_course_known_ = payload_known_ = false;
}

std::string_view Event::course_from_context() const {
  if (context_course_known_) return context_course_;
  context_course_known_ = true;
  context_course_ = {};
  if (auto text = raw_course_id_.text()) {
    std::string_view id = base::trim(*text);
    if (!id.empty() && course_ids_->is_valid(id)) context_course_ = id;
  }
  return context_course_;
}

std::string_view Event::course_from_context_or_url() const {
  if (any_course_known_) return any_course_;
  any_course_known_ = true;
  any_course_ = course_from_context();
  if (!any_course_.empty() || context_.is_missing_or_null()) return any_course_;
  // Only a missing, null or blank id lets the URL speak; an invalid one does not (KEEP).
  if (!raw_course_id_.is_missing_or_null()) {
    auto text = raw_course_id_.text();
    if (!text || !base::trim(*text).empty()) return any_course_;
  }
  std::optional<std::string> id;
  if (source_ == Source::kServer && event_type_) id = course_id_from_url(*event_type_);
  if (source_ == Source::kBrowser) id = course_id_from_url(page_);
  if (id) {
    url_course_ = std::move(*id);
    any_course_ = url_course_;
  }
  return any_course_;
}

bool Event::is_valid_course_id(std::string_view id) const { return course_ids_->is_valid(id); }

const Event::Payload& Event::payload() const {
  if (!payload_known_) {
    payload_known_ = true;
    parsed_payload_ = payload_parser_->parse(payload_);
  }
  return parsed_payload_;
}

}  // namespace sluice::event
