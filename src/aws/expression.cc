#include "aws/expression.h"

#include "base/text.h"

namespace sluice::aws {
namespace {

std::string trimmed(std::string_view text) {
  return std::string(base::trim(text));
}

Json member(const Json& value, const std::string& name) {
  if (!value.is_object()) return nullptr;
  auto at = value.find(name);
  return at == value.end() ? Json() : *at;
}

Json item(const Json& value, int64_t index) {
  if (!value.is_array()) return nullptr;
  const auto size = static_cast<int64_t>(value.size());
  if (index < 0) index += size;
  return index >= 0 && index < size ? value[static_cast<size_t>(index)] : Json();
}

// One level of lists opened.
Json flattened(const Json& value) {
  if (!value.is_array()) return nullptr;
  Json out = Json::array();
  for (const Json& element : value) {
    if (element.is_array())
      out.insert(out.end(), element.begin(), element.end());
    else
      out.push_back(element);
  }
  return out;
}

Json follow(const std::string& path, const Json& value);

Json project(const std::string& rest, const Json& list) {
  if (list.is_null()) return nullptr;
  Json out = Json::array();
  for (const Json& element : list)
    if (Json found = follow(rest, element); !found.is_null()) out.push_back(std::move(found));
  return out;
}

// "A.B[].C[-1]", from the left; after "[]" the rest is asked of every element, and another "[]" opens the
// result.
Json follow(const std::string& path, const Json& value) {
  if (path.empty()) return value;
  if (path[0] == '.') return follow(path.substr(1), value);
  if (path[0] == '[') {
    const size_t end = path.find(']');
    const std::string index = path.substr(1, end - 1), rest = path.substr(end + 1);
    if (!index.empty()) return follow(rest, item(value, base::parse_int(index).value_or(0)));
    const size_t again = rest.find("[]");
    if (again == std::string::npos) return project(rest, flattened(value));
    return follow(rest.substr(again), project(rest.substr(0, again), flattened(value)));
  }
  const size_t end = path.find_first_of(".[");
  return follow(end == std::string::npos ? "" : path.substr(end), member(value, path.substr(0, end)));
}

Json literal_or_path(const std::string& text, const Json& value) {
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') return text.substr(1, text.size() - 2);
  if (text.size() >= 2 && text.front() == '`' && text.back() == '`')
    return Json::parse(text.substr(1, text.size() - 2), nullptr, false);
  if (text.starts_with("length(") && text.ends_with(')')) {
    const Json of = search(text.substr(7, text.size() - 8), value);
    if (of.is_string()) return of.get_ref<const std::string&>().size();
    return of.is_array() || of.is_object() ? Json(of.size()) : Json();
  }
  return follow(text, value);
}

bool is_false(const Json& value) {
  return value.is_null() || value == false || (value.is_string() && value == "") ||
         ((value.is_array() || value.is_object()) && value.empty());
}

// Where `separator` stands outside of parentheses; npos if nowhere.
size_t top_level(const std::string& text, std::string_view separator) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (depth == 0 && text.compare(i, separator.size(), separator) == 0) return i;
  }
  return std::string::npos;
}

}  // namespace

Json search(const std::string& expression, const Json& value) {
  const std::string text = trimmed(expression);
  if (const size_t at = top_level(text, "||"); at != std::string::npos) {
    Json first = search(text.substr(0, at), value);
    return is_false(first) ? search(text.substr(at + 2), value) : first;
  }
  for (const char* comparison : {"==", "!=", ">"}) {
    const size_t at = top_level(text, comparison);
    if (at == std::string::npos) continue;
    const Json left = search(text.substr(0, at), value);
    const Json right = search(text.substr(at + std::string_view(comparison).size()), value);
    if (comparison[0] == '=') return left == right;
    if (comparison[0] == '!') return left != right;
    return left.is_number() && right.is_number() && left > right;
  }
  return literal_or_path(text, value);
}

}  // namespace sluice::aws
