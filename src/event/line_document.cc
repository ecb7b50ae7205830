#include "event/line_document.h"

#include "base/text.h"
#include "event/json_access.h"

namespace sluice::event {
namespace {

UserId user_id_of(const simdjson::dom::element& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return user_id_of_text(JsonAccess::string(value));
  int64_t number = 0;
  if (value.is_int64() && value.get_int64().get(number) == simdjson::SUCCESS)
    return user_id_of_number(number);
  return {UserId::State::kMalformed, 0};
}

std::optional<std::string_view> optional_text(const simdjson::dom::element& value) {
  if (!value.is_string()) return std::nullopt;
  return JsonAccess::string(value);
}

void read_context(const simdjson::dom::element& context, Envelope& out) {
  using Kind = Envelope::CourseId;
  out.has_context = !context.is_null();
  out.course_id_kind = Kind::kNone;
  out.course_id = {};
  out.user_id = {};
  if (!context.is_object()) return;
  simdjson::dom::object members = JsonAccess::object(context);
  for (auto field : members) {
    if (field.key == "user_id") out.user_id = user_id_of(field.value);
    if (field.key != "course_id") continue;
    out.course_id_kind = field.value.is_string() ? Kind::kText
                         : field.value.is_null() ? Kind::kNone
                                                 : Kind::kOther;
    out.course_id = JsonAccess::string(field.value);
  }
}

}  // namespace

struct LineDocument::State {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::string_view put_off;  // a line that nobody has asked about yet
  Envelope envelope;
};

LineDocument::LineDocument() : state_(std::make_unique<State>()) {}
LineDocument::~LineDocument() = default;

bool LineDocument::parse(std::string_view line) {
  state_->put_off = {};
  return !line.empty() &&
         state_->parser.parse(line.data(), line.size(), false).get(state_->root) == simdjson::SUCCESS;
}

void LineDocument::put_off(std::string_view line) {
  state_->put_off = line;
}

const Envelope* LineDocument::envelope() {
  if (!state_->root.is_object()) return nullptr;
  Envelope& out = state_->envelope;
  out.reset();
  simdjson::dom::object members = JsonAccess::object(state_->root);
  for (auto field : members) {
    std::string_view key = field.key;
    if (key == "ip")
      out.ip = JsonAccess::string(field.value);
    else if (key == "time")
      out.time = optional_text(field.value);
    else if (key == "page")
      out.page = JsonAccess::string(field.value);
    else if (key == "host")
      out.host = JsonAccess::string(field.value);
    else if (key == "context")
      read_context(field.value, out);
    else if (key == "username")
      out.username = base::trim(JsonAccess::string(field.value));
    else if (key == "event_type")
      out.event_type = optional_text(field.value);
    else if (key == "event_source")
      out.source = to_source(JsonAccess::string(field.value));
  }
  return &out;
}

JsonValue LineDocument::member(std::string_view key) {
  if (!state_->put_off.empty() && !parse(std::string_view(state_->put_off))) return {};
  return JsonAccess::wrap(state_->root).find(key);
}

}  // namespace sluice::event
