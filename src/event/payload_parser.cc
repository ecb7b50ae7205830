#include "event/payload_parser.h"

#include <string>

#include "event/json_access.h"
#include "event/lenient_json.h"

namespace sluice::event {

constexpr size_t kCutOffLength = 512;  // where the LMS cuts the payload of implicit events

struct PayloadParser::State {
  simdjson::dom::parser parser;
  std::string text;
};

PayloadParser::PayloadParser() : state_(std::make_unique<State>()) {}
PayloadParser::~PayloadParser() = default;

Event::Payload PayloadParser::parse(JsonValue raw) {
  switch (raw.kind()) {
    case JsonValue::Kind::kObject: return {true, raw};
    case JsonValue::Kind::kString: return parse_text(*raw.text());
    default: return {};
  }
}

Event::Payload PayloadParser::parse_text(std::string_view text) {
  if (text.empty()) return {true, {}};
  if (text.find("POST") != text.npos && text.size() >= kCutOffLength) {
    size_t characters = 0;
    for (char c : text) characters += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (characters == kCutOffLength) return {};
  }
  if (text.find('{') == text.npos && text.find('=') != text.npos) return {};
  simdjson::dom::element element;
  state_->text.assign(text);
  state_->text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  if (state_->parser.parse(state_->text).get(element) != simdjson::SUCCESS) {
    auto strict = strict_json(text);
    if (!strict) return {};
    state_->text = std::move(*strict);
    if (state_->parser.parse(state_->text).get(element) != simdjson::SUCCESS) return {};
  }
  if (!element.is_object()) return {};
  return {true, JsonAccess::wrap(element)};
}

}  // namespace sluice::event
