#include "event/line_parser.h"

#include "base/text.h"
#include "event/course_id_cache.h"
#include "event/json_access.h"
#include "event/lenient_json.h"
#include "event/payload_parser.h"

namespace sluice::event {

static_assert(LineParser::kPadding >= simdjson::SIMDJSON_PADDING);

struct LineParser::State {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string repaired;
  CourseIdCache course_ids;
  PayloadParser payloads;
  Event event;
};

namespace {

UserId to_user_id(JsonValue value) {
  using State = UserId::State;
  auto of = [](int64_t number) { return number == 0 ? UserId{} : UserId{State::kValid, number}; };
  switch (value.kind()) {
    case JsonValue::Kind::kMissing:
    case JsonValue::Kind::kNull: return {};
    case JsonValue::Kind::kNumber:
      if (auto number = value.integer()) return of(*number);
      return {State::kMalformed, 0};
    case JsonValue::Kind::kString: {
      if (value.text()->empty()) return {};
      if (auto number = base::parse_int(base::trim(*value.text()))) return of(*number);
      return {State::kMalformed, 0};
    }
    default: return {State::kMalformed, 0};
  }
}

Source to_source(std::string_view text) {
  if (text == "server") return Source::kServer;
  if (text == "browser") return Source::kBrowser;
  if (text == "mobile") return Source::kMobile;
  if (text == "task") return Source::kTask;
  return Source::kOther;
}

std::string_view text_or_empty(const simdjson::dom::element& value) {
  return JsonAccess::string(value);
}

}  // namespace

LineParser::LineParser() : state_(std::make_unique<State>()) {
  state_->event.course_ids_ = &state_->course_ids;
  state_->event.payload_parser_ = &state_->payloads;
}
LineParser::~LineParser() = default;

const Event* LineParser::parse(std::string_view line) {
  bool parsed = !line.empty() &&
                state_->parser.parse(line.data(), line.size(), false).get(state_->root) == simdjson::SUCCESS;
  return parsed ? fill() : parse_exactly(line);
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
  if (state_->parser.parse(state_->repaired).get(state_->root) != simdjson::SUCCESS) return nullptr;
  return fill();
}

// Of a repeated key the last one wins: every assignment below replaces what an earlier one set.
const Event* LineParser::fill() {
  if (!state_->root.is_object()) return nullptr;
  Event& event = state_->event;
  event.reset();
  std::optional<std::string_view> time;
  simdjson::dom::object envelope = JsonAccess::object(state_->root);
  for (auto field : envelope) {
    std::string_view key = field.key;
    switch (key.size()) {
      case 2:
        if (key == "ip") event.ip_ = text_or_empty(field.value);
        break;
      case 4:
        if (key == "time") {
          time.reset();
          if (field.value.is_string()) time = JsonAccess::string(field.value);
        } else if (key == "page") {
          event.page_ = text_or_empty(field.value);
        } else if (key == "host") {
          event.host_ = text_or_empty(field.value);
        }
        break;
      case 5:
        if (key == "event") event.payload_ = JsonAccess::wrap(field.value);
        break;
      case 7:
        if (key == "context") event.context_ = JsonAccess::wrap(field.value);
        break;
      case 8:
        if (key == "username") event.username_ = base::trim(text_or_empty(field.value));
        break;
      case 10:
        if (key == "event_type") {
          event.event_type_.reset();
          if (field.value.is_string()) event.event_type_ = JsonAccess::string(field.value);
        }
        break;
      case 12:
        if (key == "event_source") event.source_ = to_source(text_or_empty(field.value));
        break;
      default: break;
    }
  }
  if (event.context_.kind() == JsonValue::Kind::kObject) {
    JsonValue user;
    simdjson::dom::object context = JsonAccess::object(JsonAccess::unwrap(event.context_));
    for (auto field : context) {
      if (field.key == "course_id") event.raw_course_id_ = JsonAccess::wrap(field.value);
      else if (field.key == "user_id") user = JsonAccess::wrap(field.value);
    }
    event.user_id_ = to_user_id(user);
  }
  if (time) {
    auto parsed = parse_event_time(*time);
    event.time_state_ = parsed ? TimeState::kGood : TimeState::kBad;
    if (parsed) event.time_ = *parsed;
  }
  return &event;
}

}  // namespace sluice::event
