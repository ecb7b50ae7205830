#include "event/json_value.h"

#include <cmath>

#include "event/json_access.h"
#include "event/lenient_json.h"

namespace sluice::event {

std::optional<std::string_view> JsonValue::text() const {
  if (kind_ != Kind::kString) return std::nullopt;
  return JsonAccess::string(JsonAccess::unwrap(*this));
}

std::optional<bool> JsonValue::boolean() const {
  if (kind_ != Kind::kBoolean) return std::nullopt;
  bool value = false;
  if (JsonAccess::unwrap(*this).get_bool().get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<int64_t> JsonValue::integer() const {
  if (kind_ != Kind::kNumber) return std::nullopt;
  int64_t value = 0;
  if (JsonAccess::unwrap(*this).get_int64().get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<double> JsonValue::number() const {
  if (kind_ != Kind::kNumber) return std::nullopt;
  double value = 0;
  if (JsonAccess::unwrap(*this).get_double().get(value) != simdjson::SUCCESS) return std::nullopt;
  if (std::fabs(value) == kNotFinite) return std::nullopt;
  return value;
}

JsonValue JsonValue::find(std::string_view key) const {
  JsonValue found;
  if (kind_ != Kind::kObject) return found;
  simdjson::dom::object members = JsonAccess::object(JsonAccess::unwrap(*this));
  for (auto field : members)
    if (field.key == key) found = JsonAccess::wrap(field.value);
  return found;
}

void JsonValue::for_each_member(const std::function<void(std::string_view, JsonValue)>& each) const {
  if (kind_ != Kind::kObject) return;
  simdjson::dom::object members = JsonAccess::object(JsonAccess::unwrap(*this));
  for (auto field : members) each(field.key, JsonAccess::wrap(field.value));
}

void JsonValue::for_each_item(const std::function<void(JsonValue)>& each) const {
  if (kind_ != Kind::kArray) return;
  simdjson::dom::array items = JsonAccess::array(JsonAccess::unwrap(*this));
  for (auto item : items) each(JsonAccess::wrap(item));
}

}  // namespace sluice::event
