#include "aws/scalar_text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "aws/instant.h"
#include "base/base64.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

std::string number_text(const Json& value) {
  if (value.is_number_integer()) return value.dump();
  const double number = value.get<double>();
  if (std::isfinite(number) && number == std::floor(number) && std::abs(number) < 1e15)
    return fmt::format("{:.1f}", number);
  return value.dump();
}

std::string iso8601(const Json& seconds) {
  const base::Micros micros = time_of(seconds);
  const auto whole = std::chrono::floor<std::chrono::seconds>(micros);
  const auto fraction = (micros - whole).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}{}Z", whole, fraction ? fmt::format(".{:06}", fraction) : "");
}

std::string rfc822(const Json& seconds) {
  const auto whole =
      std::chrono::sys_seconds(std::chrono::seconds(std::llround(std::floor(seconds.get<double>()))));
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", whole);
}

Json seconds_json(int64_t whole, double fraction) {
  return fraction == 0 ? Json(whole) : Json(static_cast<double>(whole) + fraction);
}

std::optional<Json> parse_number(const std::string& text) {
  if (auto whole = base::parse_int(text)) return Json(*whole);
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return Json(number);
}

// The part after the seconds: ".123", "Z", "+01:00".
std::optional<Json> finish_iso(const std::tm& parts, const char* rest) {
  double fraction = 0;
  if (*rest == '.') {
    double scale = 0.1;
    for (++rest; *rest >= '0' && *rest <= '9'; ++rest, scale /= 10) fraction += (*rest - '0') * scale;
    fraction = std::round(fraction * 1e6) / 1e6;
  }
  int64_t offset = 0;
  if (*rest == '+' || *rest == '-') {
    int hours = 0, minutes = 0;
    if (std::sscanf(rest + 1, "%2d%*1[:]%2d", &hours, &minutes) < 1) return std::nullopt;
    offset = (*rest == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  } else if (*rest == 'Z' || *rest == 'z') {
    if (rest[1] != '\0') return std::nullopt;
  } else if (*rest != '\0') {
    return std::nullopt;
  }
  std::tm copy = parts;
  return seconds_json(timegm(&copy) - offset, fraction);
}

}  // namespace

std::string timestamp_text(const Json& seconds, const Shape& shape, const char* otherwise) {
  const std::string format = base::to_lower_ascii(shape.text("timestampFormat", otherwise));
  if (!seconds.is_number()) return seconds.is_string() ? seconds.get<std::string>() : seconds.dump();
  if (format == "iso8601") return iso8601(seconds);
  if (format == "rfc822") return rfc822(seconds);
  return seconds.is_number_integer() ? seconds.dump() : fmt::format("{}", seconds.get<double>());
}

std::optional<Json> parse_timestamp(const std::string& raw) {
  const std::string text(base::trim(raw));
  if (auto number = parse_number(text)) return number;
  std::tm parts{};
  if (const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts)) return finish_iso(parts, rest);
  parts = {};
  if (const char* rest = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S", &parts)) {
    double fraction = 0;
    if (*rest == '.') fraction = std::strtod(rest, nullptr);
    return seconds_json(timegm(&parts), fraction);
  }
  return std::nullopt;
}

std::string scalar_text(const Json& value, const Shape& shape, const char* timestamp_format) {
  if (shape.is("timestamp")) return timestamp_text(value, shape, timestamp_format);
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number()) return number_text(value);
  if (!value.is_string()) return value.dump();
  const std::string& text = value.get_ref<const std::string&>();
  return shape.is("blob") ? base::base64_encode(text) : text;
}

std::optional<Json> parse_scalar(const std::string& text, const Shape& shape) {
  const std::string& type = shape.type();
  if (type == "timestamp") return parse_timestamp(text);
  if (type == "boolean") return Json(text == "true");
  if (type == "integer" || type == "long") return parse_number(std::string(base::trim(text)));
  if (type == "float" || type == "double") {
    if (text == "NaN" || text == "Infinity" || text == "-Infinity") return Json(text);
    return parse_number(std::string(base::trim(text)));
  }
  if (type == "blob") {
    auto bytes = base::base64_decode(std::string(base::trim(text)));
    return bytes ? std::optional<Json>(*bytes) : std::nullopt;
  }
  return Json(text);
}

}  // namespace sluice::aws
