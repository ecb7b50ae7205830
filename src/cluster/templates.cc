#include "cluster/templates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <vector>

#include "base/text.h"
#include "cluster/reader.h"
#include "cluster/scalar.h"

namespace sluice::cluster {
namespace {

bool has_template(const std::string& text) {
  return text.find("{{") != std::string::npos || text.find("{%") != std::string::npos ||
         text.find("{#") != std::string::npos;
}

// What the playbook sets where the file says nothing.
std::optional<std::string> playbook_default(const std::string& name) {
  static const std::map<std::string, std::string> kDefaults{
      {"name", "ETL"},
      {"region", "us-east-1"},
      {"role", "emr"},
      {"release_label", ""},
      {"ami_version", "2.4.11"},
      {"master_instance_num", "1"},
      {"core_instance_num", "1"},
      {"task_instance_num", "1"},
      {"master_instance_type", "m1.medium"},
      {"core_instance_type", "m1.medium"},
      {"task_instance_type", "m1.medium"},
      {"task_instance_bid", "0.03"},
  };
  const auto found = kDefaults.find(name);
  return found == kDefaults.end() ? std::nullopt : std::optional(found->second);
}

// As Jinja's filter: a fraction is cut off, what is no number is 0.
std::string to_integer(const std::string& text) {
  const std::string word(base::trim(text));
  if (const auto whole = base::parse_int(word)) return std::to_string(*whole);
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  const bool fits = !word.empty() && *end == 0 && std::abs(value) < 9e18;
  return std::to_string(fits ? static_cast<int64_t>(value) : 0);
}

// What stands between "{{" and "}}", piece by piece.
class Scanner {
 public:
  explicit Scanner(std::string text) : text_(std::move(text)) {}
  void spaces() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool take(std::string_view token) {
    spaces();
    if (text_.compare(at_, token.size(), token) != 0) return false;
    at_ += token.size();
    return true;
  }
  std::string word() {
    spaces();
    const size_t start = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    return text_.substr(start, at_ - start);
  }
  std::optional<std::string> quoted() {
    spaces();
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) return std::nullopt;
    const size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string::npos) return std::nullopt;
    std::string out = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return out;
  }
  bool done() {
    spaces();
    return at_ == text_.size();
  }

 private:
  std::string text_;
  size_t at_ = 0;
};

struct Value {
  std::optional<std::string> text;  // nothing: undefined
  const YamlNode* variable = nullptr;
  bool filtered = false;
};

class Resolver {
 public:
  Resolver(const YamlNode& document, Mode mode, const Environment& environment, Diagnostics& findings)
      : document_(document), mode_(mode), environment_(environment), reader_(findings) {}

  void walk(YamlNode& node, const std::string& path) {
    if (node.is_scalar()) {
      if (has_template(node.text)) resolve(node, path);
      return;
    }
    for (size_t i = 0; i < node.items.size(); ++i) walk(node.items[i], below(path, i));
    for (auto& [key, child] : node.entries) walk(child, below(path, key));
  }

  const std::set<std::string>& mentioned() const { return mentioned_; }

 private:
  // A list or map that came through a template may hold templates itself, but not those that led to it.
  void walk_copy(YamlNode& node, const YamlNode* variable, const std::string& path) {
    constexpr int kMost = 1000;
    if (std::ranges::find(copied_, variable) != copied_.end() || ++copies_ > kMost) {
      refuse("a list or map refers to itself, or to too many others", node.mark, path);
      node = YamlNode();
      return;
    }
    copied_.push_back(variable);
    walk(node, path);
    copied_.pop_back();
  }

  void resolve(YamlNode& node, const std::string& path) {
    const YamlNode* lone = nullptr;
    std::set<std::string> open;
    const auto text = expand(node.text, node.mark, path, open, &lone);
    if (!text) return;
    if (mode_ == Mode::kAnsible && lone && !lone->is_null()) {
      SourceMark mark = node.mark;
      node = *lone;
      node.mark = mark;
      if (!node.is_scalar()) return walk_copy(node, lone, path);
      if (!node.quoted) return;
    }
    node.text = *text;
    node.quoted = !(mode_ == Mode::kAnsible && (*text == "True" || *text == "False"));
  }

  std::optional<std::string> refuse(const std::string& what, const SourceMark& mark,
                                    const std::string& path) {
    if (path == refused_) return std::nullopt;  // once a scalar, with what was wrong first
    refused_ = path;
    reader_.error(
        "E103", path, mark, what,
        "known are {{ lookup('env','NAME') }}, {{ name }} of a top-level value, and the filters default, "
        "int, string, lower, upper");
    return std::nullopt;
  }

  // `lone`: set to the variable if the text is one {{ name }} and nothing else.
  std::optional<std::string> expand(const std::string& text, const SourceMark& mark, const std::string& path,
                                    std::set<std::string>& open, const YamlNode** lone = nullptr) {
    std::string out;
    size_t at = 0;
    while (true) {
      const size_t start = text.find("{{", at);
      const std::string before = text.substr(at, start == std::string::npos ? start : start - at);
      if (before.find("{%") != std::string::npos || before.find("{#") != std::string::npos)
        return refuse("Jinja statements and comments are not read", mark, path);
      out += before;
      if (start == std::string::npos) return out;
      const size_t end = text.find("}}", start);
      if (end == std::string::npos) return refuse("{{ without }}", mark, path);
      Value value;
      const bool whole = lone && start == 0 && end + 2 == text.size();
      if (!evaluate(text.substr(start + 2, end - start - 2), mark, path, open, whole, value))
        return std::nullopt;
      if (whole && !value.filtered) *lone = value.variable;
      out += value.text.value_or("");
      at = end + 2;
    }
  }

  bool evaluate(const std::string& expression, const SourceMark& mark, const std::string& path,
                std::set<std::string>& open, bool whole, Value& value) {
    Scanner scanner(expression);
    const std::string name = scanner.word();
    bool fine = !name.empty();
    if (fine && name == "lookup")
      fine = look_up(scanner, value);
    else if (fine)
      fine = variable(name, mark, path, open, value);
    while (fine && scanner.take("|")) fine = filter(scanner, value);
    if (!fine || !scanner.done()) {
      refuse(fmt::format("'{{{{{}}}}}' is not among what is read of Jinja", expression), mark, path);
      return false;
    }
    const bool copied = mode_ == Mode::kAnsible && whole && value.variable && !value.filtered;
    if (value.text || copied) return true;
    const bool there = name != "lookup" && document_.find(name);
    refuse(there ? fmt::format("'{}' is a list or a map, not a single value", name)
                 : fmt::format("'{}' is not defined: no top-level value of that name", name),
           mark, path);
    return false;
  }

  bool look_up(Scanner& scanner, Value& value) const {
    if (!scanner.take("(") || scanner.quoted() != "env" || !scanner.take(",")) return false;
    const auto name = scanner.quoted();
    if (!name || !scanner.take(")")) return false;
    value.text = environment_(*name).value_or("");
    return true;
  }

  bool variable(const std::string& name, const SourceMark& mark, const std::string& path,
                std::set<std::string>& open, Value& value) {
    mentioned_.insert(name);
    const YamlNode* found = document_.find(name);
    if (!found && mode_ == Mode::kAnsible) value.text = playbook_default(name);
    if (!found) return true;  // undefined; a default may follow
    if (found->is_map() || found->is_sequence()) {
      value.variable = found;
      return true;
    }
    if (!open.insert(name).second) {
      refuse(fmt::format("'{}' refers to itself", name), mark, path);
      return false;
    }
    value.variable = found;
    if (has_template(found->text)) {
      value.text = expand(found->text, mark, path, open);
      value.variable = nullptr;
    } else {
      value.text = mode_ == Mode::kAnsible && !found->is_null() ? python_text(*found) : found->text;
    }
    open.erase(name);
    return value.text.has_value();
  }

  bool filter(Scanner& scanner, Value& value) const {
    value.filtered = true;
    const std::string name = scanner.word();
    if (name == "default") return fall_back(scanner, value);
    if (name != "int" && name != "string" && name != "lower" && name != "upper") return false;
    if (!value.text) return true;
    if (name == "int") value.text = to_integer(*value.text);
    if (name == "lower") value.text = base::to_lower_ascii(*value.text);
    if (name == "upper") value.text = base::to_upper_ascii(*value.text);
    return true;
  }

  // default('v'), default(2), default('v', true)
  bool fall_back(Scanner& scanner, Value& value) const {
    if (!scanner.take("(")) return false;
    std::optional<std::string> otherwise = scanner.quoted();
    if (!otherwise) {
      const bool negative = scanner.take("-");
      otherwise = (negative ? "-" : "") + scanner.word();
      if (scanner.take(".")) *otherwise += "." + scanner.word();
      if (otherwise->empty()) return false;
    }
    bool when_empty = false;
    if (scanner.take(",")) {
      const std::string word = base::to_lower_ascii(scanner.word());
      if (word != "true" && word != "false") return false;
      when_empty = word == "true";
    }
    if (!scanner.take(")")) return false;
    const bool undefined = !value.text && !value.variable;
    if (undefined || (when_empty && value.text && value.text->empty())) value.text = *otherwise;
    return true;
  }

  const YamlNode& document_;
  Mode mode_;
  const Environment& environment_;
  Reader reader_;
  std::set<std::string> mentioned_;
  std::string refused_;                  // path of the last scalar that was
  std::vector<const YamlNode*> copied_;  // lists and maps whose copies are being walked
  int copies_ = 0;
};

}  // namespace

std::set<std::string> resolve_templates(YamlNode& document, Mode mode, const Environment& environment,
                                        Diagnostics& findings) {
  const YamlNode source = document;
  Resolver resolver(source, mode, environment, findings);
  resolver.walk(document, "");
  return resolver.mentioned();
}

}  // namespace sluice::cluster
