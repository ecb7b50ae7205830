// Inside event/ only: from simdjson's element to JsonValue and back.
#pragma once

#include <simdjson.h>

#include <cstring>
#include <optional>

#include "event/json_value.h"

namespace sluice::event {

struct JsonAccess {
  static_assert(sizeof(simdjson::dom::element) == sizeof(JsonValue::element_));
  static_assert(std::is_trivially_copyable_v<simdjson::dom::element>);

  static JsonValue wrap(const simdjson::dom::element& element) {
    JsonValue out;
    std::memcpy(out.element_, &element, sizeof element);
    switch (element.type()) {
      case simdjson::dom::element_type::ARRAY: out.kind_ = JsonValue::Kind::kArray; break;
      case simdjson::dom::element_type::OBJECT: out.kind_ = JsonValue::Kind::kObject; break;
      case simdjson::dom::element_type::INT64:
      case simdjson::dom::element_type::UINT64:
      case simdjson::dom::element_type::DOUBLE: out.kind_ = JsonValue::Kind::kNumber; break;
      case simdjson::dom::element_type::STRING: out.kind_ = JsonValue::Kind::kString; break;
      case simdjson::dom::element_type::BOOL: out.kind_ = JsonValue::Kind::kBoolean; break;
      case simdjson::dom::element_type::NULL_VALUE: out.kind_ = JsonValue::Kind::kNull; break;
    }
    return out;
  }

  static simdjson::dom::element unwrap(const JsonValue& value) {
    simdjson::dom::element out;
    std::memcpy(static_cast<void*>(&out), value.element_, sizeof out);
    return out;
  }

  // Named copies: simdjson's value_unsafe() on a temporary dangles.
  static simdjson::dom::object object(const simdjson::dom::element& element) {
    simdjson::dom::object out;
    if (element.get_object().get(out) != simdjson::SUCCESS) return {};
    return out;
  }
  static simdjson::dom::array array(const simdjson::dom::element& element) {
    simdjson::dom::array out;
    if (element.get_array().get(out) != simdjson::SUCCESS) return {};
    return out;
  }
  static std::string_view string(const simdjson::dom::element& element) {
    std::string_view out;
    if (element.get_string().get(out) != simdjson::SUCCESS) return {};
    return out;
  }
};

}  // namespace sluice::event
