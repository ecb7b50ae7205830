// Input against the model, before anything is sent: all that does not fit, with paths.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "aws/shape.h"
#include "aws/wire.h"
#include "base/text.h"
#include "format/yaml.h"

namespace sluice::aws {
namespace {

class Check {
 public:
  void structure(const Json& value, const Shape& shape, const std::string& path) {
    if (!value.is_object()) return say(path, "must be a structure");
    for (const std::string& name : shape.required())
      if (!value.contains(name) || value[name].is_null()) say(below(path, name), "is required");
    for (const auto& [name, part] : value.items()) {
      if (!shape.members().contains(name))
        unknown(name, shape, path);
      else if (!part.is_null())
        member(part, shape.member(name), below(path, name));
    }
  }
  std::vector<std::string> problems;

 private:
  static std::string below(const std::string& path, const std::string& name) {
    return path.empty() ? name : path + "." + name;
  }
  void say(const std::string& path, const std::string& what) {
    problems.push_back((path.empty() ? "the input" : path) + " " + what);
  }

  void unknown(const std::string& name, const Shape& shape, const std::string& path) {
    std::vector<std::string> known;
    for (const auto& [member, reference] : shape.members().items()) known.push_back(member);
    const auto near = format::nearest(name, known);
    say(below(path, name),
        "is not known" + (near ? fmt::format(" (did you mean {}?)", *near) : std::string()));
  }

  void member(const Json& value, const Shape& shape, const std::string& path) {
    // "/bucket/" + "" would name the bucket where an object of it was meant.
    if (value == "" && shape.text("location") == "uri") return say(path, "must not be empty");
    any(value, shape, path);
  }

  void any(const Json& value, const Shape& shape, const std::string& path) {
    if (shape.flag("document")) return;
    if (shape.is("structure"))
      structure(value, shape, path);
    else if (shape.is("list"))
      list(value, shape, path);
    else if (shape.is("map"))
      map(value, shape, path);
    else
      scalar(value, shape, path);
  }

  void list(const Json& value, const Shape& shape, const std::string& path) {
    if (!value.is_array()) return say(path, "must be a list");
    size(value.size(), shape, path, "items");
    for (size_t i = 0; i < value.size(); ++i) any(value[i], shape.element(), fmt::format("{}[{}]", path, i));
  }

  void map(const Json& value, const Shape& shape, const std::string& path) {
    if (!value.is_object()) return say(path, "must be a map");
    for (const auto& [key, part] : value.items()) any(part, shape.value(), below(path, key));
  }

  void scalar(const Json& value, const Shape& shape, const std::string& path) {
    const std::string& type = shape.type();
    if (type == "string" || type == "blob" || type == "character") {
      if (!value.is_string()) return say(path, "must be a text, not " + std::string(value.type_name()));
      return size(value.get_ref<const std::string&>().size(), shape, path, "characters");
    }
    if (type == "boolean" && !value.is_boolean()) return say(path, "must be true or false");
    if ((type == "integer" || type == "long") && !value.is_number_integer())
      return say(path, "must be a whole number");
    if ((type == "float" || type == "double" || type == "timestamp") && !value.is_number() &&
        !is_special(value))
      return say(path, "must be a number");
    if (value.is_number()) range(value.get<double>(), shape, path);
  }

  static bool is_special(const Json& value) {
    return value == "NaN" || value == "Infinity" || value == "-Infinity";
  }

  static double number(const Shape& shape, const char* name, double otherwise) {
    const ModelJson* trait = shape.trait(name);
    return trait && trait->is_number() ? trait->get<double>() : otherwise;
  }

  // botocore checks the least length only, too: services raise the greatest ones.
  void size(size_t size, const Shape& shape, const std::string& path, const char* what) {
    const double least = number(shape, "min", 0);
    if (static_cast<double>(size) < least) say(path, fmt::format("needs at least {:.0f} {}", least, what));
  }
  void range(double value, const Shape& shape, const std::string& path) {
    const double least = number(shape, "min", std::numeric_limits<double>::lowest());
    if (value < least) say(path, fmt::format("must be at least {:.0f}", least));
  }
};

}  // namespace

Result<void> check_input(const ServiceModel& model, const std::string& operation, const Json& input) {
  const std::optional<Shape> shape = input_shape(model, operation);
  Check check;
  if (shape)
    check.structure(input, *shape, "");
  else if (input.is_object() && !input.empty())
    check.problems.push_back(operation + " takes no input");
  if (check.problems.empty()) return {};
  return fail(ErrorKind::kInvalidInput,
              fmt::format("the input of {} does not fit: {}", operation, base::join(check.problems, "; ")));
}

}  // namespace sluice::aws
