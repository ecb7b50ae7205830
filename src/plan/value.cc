#include "plan/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace sluice::plan {
namespace {

using Json = nlohmann::ordered_json;

void collect(const Value& value, std::vector<Value::Reference>& into) {
  if (auto* reference = value.as<Value::Reference>()) into.push_back(*reference);
  if (auto* list = value.as<Value::List>())
    for (const Value& item : *list) collect(item, into);
  if (auto* map = value.as<Value::Map>())
    for (const auto& [name, item] : *map) collect(item, into);
}

}  // namespace

Value Value::list_of(const std::vector<std::string>& texts) {
  return List(texts.begin(), texts.end());
}

std::string Value::text() const {
  if (auto* t = as<std::string>()) return *t;
  if (auto* n = as<int64_t>()) return std::to_string(*n);
  return {};
}

int64_t Value::number(int64_t otherwise) const {
  if (auto* n = as<int64_t>()) return *n;
  return otherwise;
}

bool Value::is_unknown() const {
  if (as<Unknown>() || as<Reference>()) return true;
  if (auto* list = as<List>())
    return std::any_of(list->begin(), list->end(), [](auto& v) { return v.is_unknown(); });
  if (auto* map = as<Map>())
    return std::any_of(map->begin(), map->end(), [](auto& e) { return e.second.is_unknown(); });
  return false;
}

const Value& get(const Properties& properties, const std::string& name) {
  static const Value nothing;
  auto it = properties.find(name);
  return it == properties.end() ? nothing : it->second;
}

std::vector<Value::Reference> references(const Value& value) {
  std::vector<Value::Reference> out;
  collect(value, out);
  return out;
}

Value resolve(const Value& value, const LookUp& look_up) {
  if (auto* reference = value.as<Value::Reference>()) return look_up(*reference).value_or(Value::Unknown{});
  if (auto* map = value.as<Value::Map>()) return resolve(*map, look_up);
  if (auto* list = value.as<Value::List>()) {
    Value::List out;
    for (const Value& item : *list) out.push_back(resolve(item, look_up));
    return out;
  }
  return value;
}

Properties resolve(const Properties& properties, const LookUp& look_up) {
  Properties out;
  for (const auto& [name, value] : properties) out[name] = resolve(value, look_up);
  return out;
}

std::string to_text(const Value& value) {
  if (value.is_nothing()) return "(none)";
  if (value.as<Value::Unknown>()) return "(known after apply)";
  if (auto* r = value.as<Value::Reference>()) return fmt::format("${{{}.{}}}", r->want, r->output);
  if (auto* truth = value.as<bool>()) return *truth ? "yes" : "no";
  std::vector<std::string> parts;
  if (auto* list = value.as<Value::List>()) {
    for (const Value& item : *list) parts.push_back(to_text(item));
    return "[" + base::join(parts, ", ") + "]";
  }
  if (auto* map = value.as<Value::Map>()) {
    for (const auto& [name, item] : *map) parts.push_back(name + ": " + to_text(item));
    return "{" + base::join(parts, ", ") + "}";
  }
  return value.text();
}

Json to_json(const Value& value) {
  if (value.is_nothing()) return nullptr;
  if (auto* truth = value.as<bool>()) return *truth;
  if (auto* number = value.as<int64_t>()) return *number;
  if (auto* list = value.as<Value::List>()) {
    Json out = Json::array();
    for (const Value& item : *list) out.push_back(to_json(item));
    return out;
  }
  if (auto* map = value.as<Value::Map>()) {
    Json out = Json::object();
    for (const auto& [name, item] : *map) out[name] = to_json(item);
    return out;
  }
  return to_text(value);
}

Value from_json(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<int64_t>();
  if (json.is_array()) {
    Value::List out;
    for (const Json& item : json) out.push_back(from_json(item));
    return out;
  }
  if (json.is_object()) {
    Value::Map out;
    for (const auto& [name, item] : json.items()) out[name] = from_json(item);
    return out;
  }
  return {};
}

}  // namespace sluice::plan
