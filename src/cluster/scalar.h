// A plain scalar as YAML 1.1 (PyYAML) reads it (spec cluster-file.md section 1). Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "format/yaml.h"

namespace sluice::cluster {

struct Scalar {
  enum class Type { kNull, kBool, kInt, kSexagesimal, kFloat, kDate, kText };
  Type type = Type::kText;
  bool truth = false;       // kBool
  int64_t integer = 0;      // kInt, kSexagesimal
  double real = 0;          // kFloat
  bool plain_bool = false;  // spelled true or false, in any case
};
// Quoted scalars are kText.
Scalar read_scalar(const format::YamlNode& node);
// Python's str() of the value: "True", "8", "1500.0", "None".
std::string python_text(const format::YamlNode& node);
std::string python_float(double value);  // repr()

}  // namespace sluice::cluster
