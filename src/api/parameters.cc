#include "api/parameters.h"

#include <algorithm>

#include "api/json.h"
#include "api/request_target.h"
#include "base/text.h"

namespace sluice::api {
namespace {

constexpr int kDeepest = 8;

std::string form_decode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%')
      if (const auto byte = percent_decode(text.substr(i, 3))) {
        decoded += *byte;
        i += 2;
        continue;
      }
    decoded += text[i] == '+' ? ' ' : text[i];
  }
  return base::valid_utf8(decoded);
}

// The text of one JSON scalar; nothing for null and false.
Result<std::vector<std::string>> scalar_text(const std::string& name, const Json& value) {
  if (value.is_null() || value == false) return std::vector<std::string>{};
  if (value.is_string()) return std::vector{value.get<std::string>()};
  if (value.is_number() || value.is_boolean()) return std::vector{value.dump()};
  return fail(ErrorKind::kInvalidInput, "'" + name + "' must be a text or an array of texts");
}

}  // namespace

Parameters Parameters::from_urlencoded(std::string_view text) {
  Parameters parameters;
  for (const std::string_view pair : base::split(text, '&')) {
    if (pair.empty()) continue;
    const size_t equals = pair.find('=');
    parameters.add(form_decode(pair.substr(0, equals)),
                   equals == pair.npos ? "" : form_decode(pair.substr(equals + 1)));
  }
  return parameters;
}

Result<Parameters> Parameters::from_json(std::string_view text) {
  // An array in the object is all that is needed; deeper values would be walked by recursion.
  bool too_deep = false;
  const auto shallow = [&too_deep](int depth, Json::parse_event_t, const Json&) {
    too_deep |= depth > kDeepest;
    return !too_deep;
  };
  Json document;
  try {
    document = Json::parse(text, shallow);
  } catch (const Json::exception& error) {
    return fail(ErrorKind::kInvalidInput, base::valid_utf8(error.what()));
  }
  if (too_deep) return fail(ErrorKind::kInvalidInput, "values are nested too deep");
  if (!document.is_object()) return fail(ErrorKind::kInvalidInput, "an object is expected");
  Parameters parameters;
  for (const auto& [name, value] : document.items()) {
    const Json elements = value.is_array() ? value : Json::array({value});
    for (const Json& element : elements) {
      SLUICE_TRY(const auto texts, scalar_text(name, element));
      for (const std::string& one : texts) parameters.add(name, one);
    }
  }
  return parameters;
}

std::string Parameters::one(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() || found->second.empty() ? "" : found->second.back();
}

std::vector<std::string> Parameters::list(const std::string& name) const {
  std::vector<std::string> all;
  const auto found = values_.find(name);
  if (found == values_.end()) return all;
  for (const std::string& value : found->second) {
    if (!commas_) all.push_back(value);
    if (commas_ && !value.empty())
      for (const std::string_view part : base::split(value, ',')) all.emplace_back(part);
  }
  const bool blank = std::ranges::all_of(all, [](const std::string& value) { return value.empty(); });
  return blank ? std::vector<std::string>{} : all;
}

}  // namespace sluice::api
