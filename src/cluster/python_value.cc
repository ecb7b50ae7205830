#include "cluster/python_value.h"

#include <cmath>
#include <regex>

#include "base/text.h"
#include "cluster/scalar.h"

namespace sluice::cluster {
namespace {

Json scalar_value(const format::YamlNode& node) {
  const Scalar scalar = read_scalar(node);
  switch (scalar.type) {
    case Scalar::Type::kNull: return nullptr;
    case Scalar::Type::kBool: return scalar.truth;
    case Scalar::Type::kInt:
    case Scalar::Type::kSexagesimal: return scalar.integer;
    case Scalar::Type::kFloat: return scalar.real;
    case Scalar::Type::kDate: {
      const std::string text = python_text(node);
      return Json::binary({text.begin(), text.end()});
    }
    case Scalar::Type::kText: return node.text;
  }
  return nullptr;
}

}  // namespace

Json python_value(const format::YamlNode& node) {
  if (node.is_map()) {
    Json out = Json::object();
    for (const auto& [key, child] : node.entries) out[key] = python_value(child);
    return out;
  }
  if (node.is_sequence()) {
    Json out = Json::array();
    for (const auto& item : node.items) out.push_back(python_value(item));
    return out;
  }
  return scalar_value(node);
}

bool holds_date(const Json& value) {
  if (value.is_binary()) return true;
  if (!value.is_structured()) return false;
  for (const Json& part : value)
    if (holds_date(part)) return true;
  return false;
}

std::string python_str(const Json& value) {
  if (value.is_null()) return "None";
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (value.is_number_integer()) return std::to_string(value.get<int64_t>());
  if (value.is_number()) return python_float(value.get<double>());
  if (value.is_string()) return value;
  if (value.is_binary()) return {value.get_binary().begin(), value.get_binary().end()};
  return value.dump();
}

std::optional<int64_t> python_int(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (value.is_number_integer()) return value.get<int64_t>();
  if (value.is_number_float()) {
    const double number = value.get<double>();
    return std::isfinite(number) ? std::optional(static_cast<int64_t>(number)) : std::nullopt;
  }
  if (value.is_string()) {
    static const std::regex kNumber("[-+]?[0-9]+(?:_[0-9]+)*");
    std::string text(base::trim(value.get_ref<const std::string&>()));
    if (text.size() > 100 || !std::regex_match(text, kNumber)) return std::nullopt;
    std::erase(text, '_');
    return base::parse_int(text.starts_with('+') ? text.substr(1) : text);
  }
  return std::nullopt;
}

bool is_true(const Json& value) {
  if (value.is_null()) return false;
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value != 0;
  if (value.is_string()) return value != "";
  return !value.empty();
}

}  // namespace sluice::cluster
