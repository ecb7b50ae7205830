#include "event/line_parser.h"

#include <simdjson.h>

#include "base/text.h"
#include "event/course_id_cache.h"
#include "event/envelope_reader.h"
#include "event/lenient_json.h"
#include "event/line_document.h"
#include "event/payload_parser.h"

namespace sluice::event {

static_assert(LineParser::kPadding >= simdjson::SIMDJSON_PADDING);

struct LineParser::State {
  EnvelopeReader quick;
  LineDocument document;
  std::string repaired;
  CourseIdCache course_ids;
  PayloadParser payloads;
  Event event;
};

LineParser::LineParser() : state_(std::make_unique<State>()) {
  state_->event.course_ids_ = &state_->course_ids;
  state_->event.payload_parser_ = &state_->payloads;
  state_->event.document_ = &state_->document;
}
LineParser::~LineParser() = default;

const Event* LineParser::parse(std::string_view line) {
  const Envelope* envelope = state_->quick.read(line);
  if (!envelope) return parse_as_tree(line);
  state_->document.put_off(line);
  return event_of(envelope);
}

const Event* LineParser::parse_as_tree(std::string_view line) {
  ++tree_lines_;
  return state_->document.parse(line) ? event_of(state_->document.envelope()) : parse_exactly(line);
}

const Event* LineParser::parse_exactly(std::string_view line) {
  ++slow_lines_;
  if (line.find('{') == line.npos) return nullptr;  // no object anywhere in it
  if (auto whole = strict_json(line)) return parse_repaired(*whole);
  size_t first = line.find('{'), last = line.rfind('}');
  if (last == line.npos || last < first || !base::trim(line.substr(last + 1)).empty()) return nullptr;
  if (auto part = strict_json(line.substr(first, last + 1 - first))) return parse_repaired(*part);
  return nullptr;
}

const Event* LineParser::parse_repaired(std::string_view text) {
  state_->repaired.assign(text);
  state_->repaired.append(kPadding, ' ');
  std::string_view line(state_->repaired.data(), text.size());
  return state_->document.parse(line) ? event_of(state_->document.envelope()) : nullptr;
}

const Event* LineParser::event_of(const Envelope* envelope) {
  if (!envelope) return nullptr;
  state_->event.begin(*envelope);
  return &state_->event;
}

}  // namespace sluice::event
