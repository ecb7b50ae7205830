#include "cluster/scalar.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <regex>

#include "base/text.h"

namespace sluice::cluster {
namespace {

std::string without_underscores(std::string text) {
  std::erase(text, '_');
  return text;
}

// YAML 1.1 has yes, Yes and YES, but not yES.
bool is_in_one_case(const std::string& text) {
  static const std::regex kCases("[a-z]+|[A-Z]+|[A-Z][a-z]+");
  return std::regex_match(text, kCases);
}

std::optional<int64_t> digits(const std::string& text, int base, bool negative) {
  int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return negative ? -value : value;
}

// "1:30" counts in sixties.
double sixties(const std::string& text) {
  double value = 0;
  for (std::string_view part : base::split(text, ':'))
    value = value * 60 + std::strtod(std::string(part).c_str(), nullptr);
  return value;
}

std::optional<Scalar> read_integer(std::string text) {
  static const std::regex kInteger(
      "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?["
      "0-9])+");
  if (!std::regex_match(text, kInteger)) return std::nullopt;
  text = without_underscores(text);
  const bool negative = text[0] == '-';
  if (text[0] == '-' || text[0] == '+') text.erase(0, 1);
  Scalar out;
  out.type = Scalar::Type::kInt;
  std::optional<int64_t> value;
  if (text.find(':') != std::string::npos) {
    out.type = Scalar::Type::kSexagesimal;
    value = static_cast<int64_t>(sixties(text)) * (negative ? -1 : 1);
  } else if (text.starts_with("0b")) {
    value = digits(text.substr(2), 2, negative);
  } else if (text.starts_with("0x")) {
    value = digits(text.substr(2), 16, negative);
  } else {
    value = digits(text, text.size() > 1 && text[0] == '0' ? 8 : 10, negative);
  }
  if (!value) return std::nullopt;
  out.integer = *value;
  return out;
}

std::optional<Scalar> read_float(std::string text) {
  static const std::regex kFloat(
      R"([-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))");
  if (!std::regex_match(text, kFloat)) return std::nullopt;
  Scalar out;
  out.type = Scalar::Type::kFloat;
  const std::string lower = base::to_lower_ascii(without_underscores(text));
  if (lower.ends_with(".inf"))
    out.real =
        lower[0] == '-' ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  else if (lower == ".nan")
    out.real = std::numeric_limits<double>::quiet_NaN();
  else if (lower.find(':') != std::string::npos)
    out.real =
        (lower[0] == '-' ? -1 : 1) * sixties(lower[0] == '-' || lower[0] == '+' ? lower.substr(1) : lower);
  else
    out.real = std::strtod(lower.c_str(), nullptr);
  return out;
}

bool is_date(const std::string& text) {
  static const std::regex kDate(
      R"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)");
  return std::regex_match(text, kDate);
}

// str() of a date or of a time: "2016-01-01 10:00:00.100000+00:00".
std::string python_date(const std::string& text) {
  static const std::regex kTime(
      R"(([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(Z|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?)");
  std::smatch part;
  if (!std::regex_match(text, part, kTime)) return text;
  std::string out = fmt::format("{}-{:0>2}-{:0>2} {:0>2}:{}:{}", part.str(1), part.str(2), part.str(3),
                                part.str(4), part.str(5), part.str(6));
  const std::string micro = fmt::format("{:0<6}", part.str(7).substr(0, 6));
  if (micro != "000000") out += "." + micro;
  if (part.str(8) == "Z") return out + "+00:00";
  if (part[8].matched) out += fmt::format("{}{:0>2}:{:0>2}", part.str(9), part.str(10), part.str(11));
  return out;
}

}  // namespace

Scalar read_scalar(const format::YamlNode& node) {
  Scalar out;
  if (node.is_null()) {
    out.type = Scalar::Type::kNull;
    return out;
  }
  if (node.quoted || node.text.size() > 100) return out;
  const std::string lower = base::to_lower_ascii(node.text);
  const bool yes = lower == "true" || lower == "yes" || lower == "on";
  const bool no = lower == "false" || lower == "no" || lower == "off";
  if ((yes || no) && is_in_one_case(node.text)) {
    out.type = Scalar::Type::kBool;
    out.truth = yes;
    out.plain_bool = lower == "true" || lower == "false";
    return out;
  }
  if (node.text.find_first_of("0123456789.") == std::string::npos) return out;
  if (auto integer = read_integer(node.text)) return *integer;
  if (auto real = read_float(node.text)) return *real;
  if (is_date(node.text)) out.type = Scalar::Type::kDate;
  return out;
}

std::string python_float(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::string text = fmt::format("{}", value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string python_text(const format::YamlNode& node) {
  const Scalar scalar = read_scalar(node);
  switch (scalar.type) {
    case Scalar::Type::kNull: return "None";
    case Scalar::Type::kBool: return scalar.truth ? "True" : "False";
    case Scalar::Type::kInt:
    case Scalar::Type::kSexagesimal: return std::to_string(scalar.integer);
    case Scalar::Type::kFloat: return python_float(scalar.real);
    case Scalar::Type::kDate: return python_date(node.text);
    default: return node.text;
  }
}

}  // namespace sluice::cluster
