// Typed readings of the file's values in strict mode; whatever does not fit becomes a finding with its code,
// path and place, and the reading goes on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "format/yaml.h"

namespace sluice::cluster {

using format::YamlNode;

class Reader {
 public:
  explicit Reader(Diagnostics& findings) : findings_(findings) {}

  void error(const std::string& code, const std::string& path, const SourceMark& mark,
             const std::string& message, const std::string& hint = {});
  void warning(const std::string& code, const std::string& path, const SourceMark& mark,
               const std::string& message, const std::string& hint = {});

  // The string rule of section 1: a plain number is its source text; yes, on, dates and 1:30 are E110.
  std::optional<std::string> text(const YamlNode& node, const std::string& path);
  // An integer, or a text that is one. Else `code`.
  std::optional<int64_t> integer(const YamlNode& node, const std::string& path, const char* code = "E104");
  std::optional<double> number(const YamlNode& node, const std::string& path, const char* code = "E104");
  std::optional<bool> boolean(const YamlNode& node, const std::string& path);
  // A price: "0.8"; E143.
  std::optional<std::string> price(const YamlNode& node, const std::string& path);
  // Scalars of a list; one scalar is a list of one.
  std::vector<std::string> texts(const YamlNode& node, const std::string& path);
  bool map(const YamlNode& node, const std::string& path);       // E104 if it is none
  bool sequence(const YamlNode& node, const std::string& path);  // E104 if it is none
  // An error (E101) for each key that is not known here, with the nearest known one.
  void keys(const YamlNode& node, const std::string& path, const std::vector<std::string>& known);

 private:
  void say(base::Severity severity, const std::string& code, const std::string& path, const SourceMark& mark,
           const std::string& message, const std::string& hint);
  Diagnostics& findings_;
};

// The entry of a map unless it is null.
const YamlNode* given(const YamlNode& map, const std::string& key);
// "steps" and 0 as "steps[0]"; "steps[0]" and "name" as "steps[0].name".
std::string below(const std::string& path, size_t item);
std::string below(const std::string& path, const std::string& key);

}  // namespace sluice::cluster
