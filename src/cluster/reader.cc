#include "cluster/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <regex>

#include "base/text.h"
#include "cluster/scalar.h"

namespace sluice::cluster {
namespace {

const char* kind_text(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull: return "nothing";
    case YamlNode::Kind::kScalar: return "a single value";
    case YamlNode::Kind::kSequence: return "a list";
    case YamlNode::Kind::kMap: return "a map";
  }
  return "";
}

// "1e-05" as "0.00001".
std::string without_exponent(const std::string& text) {
  if (text.find('e') == std::string::npos) return text;
  std::string out = fmt::format("{:.20f}", std::strtod(text.c_str(), nullptr));
  while (out.ends_with('0')) out.pop_back();
  if (out.ends_with('.')) out.pop_back();
  return out;
}

}  // namespace

const YamlNode* given(const YamlNode& map, const std::string& key) {
  const YamlNode* found = map.find(key);
  return found && !found->is_null() ? found : nullptr;
}

std::string below(const std::string& path, size_t item) {
  return fmt::format("{}[{}]", path, item);
}
std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

void Reader::say(base::Severity severity, const std::string& code, const std::string& path,
                 const SourceMark& mark, const std::string& message, const std::string& hint) {
  findings_.add({severity, message, mark, hint, code, path});
}
void Reader::error(const std::string& code, const std::string& path, const SourceMark& mark,
                   const std::string& message, const std::string& hint) {
  say(base::Severity::kError, code, path, mark, message, hint);
}
void Reader::warning(const std::string& code, const std::string& path, const SourceMark& mark,
                     const std::string& message, const std::string& hint) {
  say(base::Severity::kWarning, code, path, mark, message, hint);
}

std::optional<std::string> Reader::text(const YamlNode& node, const std::string& path) {
  if (!node.is_scalar()) {
    error("E104", path, node.mark, fmt::format("must be a text, not {}", kind_text(node)));
    return std::nullopt;
  }
  const Scalar scalar = read_scalar(node);
  if (scalar.type == Scalar::Type::kBool && scalar.plain_bool) return scalar.truth ? "true" : "false";
  const bool sixties = scalar.type == Scalar::Type::kSexagesimal ||
                       (scalar.type == Scalar::Type::kFloat && node.text.find(':') != std::string::npos);
  const bool odd = scalar.type == Scalar::Type::kBool || scalar.type == Scalar::Type::kDate || sixties;
  if (odd) {
    const char* what = scalar.type == Scalar::Type::kBool   ? "a boolean"
                       : scalar.type == Scalar::Type::kDate ? "a date"
                                                            : "a number in sixties";
    error("E110", path, node.mark,
          fmt::format("YAML reads {} as {}, but a text belongs here", node.text, what),
          fmt::format("quote it: \"{}\"", node.text));
    return std::nullopt;
  }
  return node.text;
}

std::optional<int64_t> Reader::integer(const YamlNode& node, const std::string& path, const char* code) {
  if (node.is_scalar()) {
    const Scalar scalar = read_scalar(node);
    if (scalar.type == Scalar::Type::kInt) return scalar.integer;
    if (node.quoted)
      if (auto value = base::parse_int(std::string(base::trim(node.text)))) return *value;
  }
  error(code, path, node.mark,
        node.is_scalar() ? fmt::format("\"{}\" is not a whole number", node.text)
                         : fmt::format("must be a whole number, not {}", kind_text(node)));
  return std::nullopt;
}

std::optional<double> Reader::number(const YamlNode& node, const std::string& path, const char* code) {
  if (node.is_scalar()) {
    const Scalar scalar = read_scalar(node);
    if (scalar.type == Scalar::Type::kInt) return static_cast<double>(scalar.integer);
    if (scalar.type == Scalar::Type::kFloat && std::isfinite(scalar.real)) return scalar.real;
    static const std::regex kNumber(R"([0-9]+(\.[0-9]+)?)");
    if (node.quoted && std::regex_match(node.text, kNumber)) return std::strtod(node.text.c_str(), nullptr);
  }
  error(code, path, node.mark,
        node.is_scalar() ? fmt::format("\"{}\" is not a number", node.text)
                         : fmt::format("must be a number, not {}", kind_text(node)));
  return std::nullopt;
}

std::optional<bool> Reader::boolean(const YamlNode& node, const std::string& path) {
  if (node.is_scalar()) {
    YamlNode plain = node;
    plain.quoted = false;  // a template gives a text that is parsed here
    const Scalar scalar = read_scalar(plain);
    if (scalar.type == Scalar::Type::kBool) return scalar.truth;
  }
  error("E104", path, node.mark,
        node.is_scalar() ? fmt::format("\"{}\" is neither true nor false", node.text)
                         : fmt::format("must be true or false, not {}", kind_text(node)));
  return std::nullopt;
}

std::optional<std::string> Reader::price(const YamlNode& node, const std::string& path) {
  static const std::regex kPrice(R"([0-9]+(\.[0-9]+)?)");
  std::string text = node.is_scalar() ? node.text : std::string(kind_text(node));
  if (node.is_scalar() && !node.quoted) {
    const Scalar scalar = read_scalar(node);
    if (scalar.type == Scalar::Type::kInt || scalar.type == Scalar::Type::kFloat)
      text = without_exponent(python_text(node));
  }
  if (node.is_scalar() && std::regex_match(text, kPrice) && std::strtod(text.c_str(), nullptr) > 0)
    return text;
  error("E143", path, node.mark, fmt::format("\"{}\" is not a price in USD per hour (example: 0.8)", text));
  return std::nullopt;
}

std::vector<std::string> Reader::texts(const YamlNode& node, const std::string& path) {
  std::vector<std::string> out;
  if (node.is_scalar()) {
    if (auto one = text(node, path)) out.push_back(*one);
    return out;
  }
  if (!sequence(node, path)) return out;
  for (size_t i = 0; i < node.items.size(); ++i)
    if (auto one = text(node.items[i], below(path, i))) out.push_back(*one);
  return out;
}

bool Reader::map(const YamlNode& node, const std::string& path) {
  if (node.is_map()) return true;
  error("E104", path, node.mark, fmt::format("must be a map of keys and values, not {}", kind_text(node)));
  return false;
}

bool Reader::sequence(const YamlNode& node, const std::string& path) {
  if (node.is_sequence()) return true;
  error("E104", path, node.mark, fmt::format("must be a list, not {}", kind_text(node)));
  return false;
}

void Reader::keys(const YamlNode& node, const std::string& path, const std::vector<std::string>& known) {
  for (size_t i = 0; i < node.entries.size(); ++i) {
    const std::string& key = node.entries[i].first;
    if (std::ranges::find(known, key) != known.end()) continue;
    const auto near = format::nearest(key, known);
    error("E101", below(path, key), node.entry_marks[i], "this key does not belong here",
          near ? fmt::format("did you mean {}?", *near) : "known here: " + base::join(known, ", "));
  }
}

}  // namespace sluice::cluster
