// A shape of a service model as it is used in one place: what the reference says comes before what the shape
// itself says. A view into the model, which must outlive it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/model.h"

namespace sluice::aws {

class Shape {
 public:
  Shape(const ServiceModel& model, const ModelJson& reference);

  const std::string& name() const { return *name_; }
  const std::string& type() const { return *type_; }  // structure, list, map, string, integer, …
  bool is(const char* type) const { return *type_ == type; }
  // A trait by its name in the model ("locationName", "flattened"); null if there is none.
  const ModelJson* trait(const char* name) const;
  bool flag(const char* name) const;  // absent is false
  std::string text(const char* name, const std::string& otherwise = {}) const;

  // Of a structure, in the model's order; of a list and a map.
  const ModelJson& members() const;  // an empty object for other types
  Shape member(const std::string& name) const;
  Shape element() const;
  Shape key() const;
  Shape value() const;
  std::vector<std::string> required() const;
  // "a member of the body": neither header, nor query, nor path, nor status.
  bool in_body() const { return trait("location") == nullptr; }

 private:
  const ServiceModel* model_;
  const ModelJson* reference_;
  const ModelJson* definition_;
  const std::string* name_;
  const std::string* type_;
};

// Input or output of an operation; nothing if it has none.
std::optional<Shape> input_shape(const ServiceModel& model, const std::string& operation);
std::optional<Shape> output_shape(const ServiceModel& model, const std::string& operation);

// Whether a body of any size goes one way or the other: S3's objects.
bool carries_a_file(const ServiceModel& model, const std::string& operation);

}  // namespace sluice::aws
