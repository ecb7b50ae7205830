// A property of a wanted or existing resource: text, number, truth, list, map, or one of three special forms:
//   nothing    the property is not set
//   reference  the output of another want: "${store.server.port}"; references are the edges of the graph
//   unknown    an output that is known only once its want stands: "(known after apply)"
// Values never hold a secret, only references to one such as "file:/…" (base/secret.h). Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sluice::plan {

class Value {
 public:
  struct Nothing {
    friend bool operator==(Nothing, Nothing) { return true; }
  };
  struct Unknown {
    friend bool operator==(Unknown, Unknown) { return true; }
  };
  struct Reference {
    std::string want;    // id
    std::string output;  // name
    friend bool operator==(const Reference&, const Reference&) = default;
  };
  using List = std::vector<Value>;
  using Map = std::map<std::string, Value>;

  Value() = default;
  Value(const char* text) : form_(std::string(text)) {}  // NOLINT: values are written as plain literals
  Value(std::string text) : form_(std::move(text)) {}
  Value(int64_t number) : form_(number) {}
  Value(int number) : form_(int64_t{number}) {}
  Value(bool truth) : form_(truth) {}
  Value(List list) : form_(std::move(list)) {}
  Value(Map map) : form_(std::move(map)) {}
  Value(Unknown u) : form_(u) {}
  static Value reference(std::string want, std::string output) {
    Value v;
    v.form_ = Reference{std::move(want), std::move(output)};
    return v;
  }
  static Value list_of(const std::vector<std::string>& texts);

  template <class T>
  const T* as() const {
    return std::get_if<T>(&form_);
  }
  bool is_nothing() const { return as<Nothing>() != nullptr; }
  // The text or number of a value; empty or `otherwise` for any other form.
  std::string text() const;
  int64_t number(int64_t otherwise = 0) const;
  // True if an unknown or an unresolved reference stands anywhere inside.
  bool is_unknown() const;
  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::variant<Nothing, std::string, int64_t, bool, List, Map, Reference, Unknown> form_;
};

using Properties = Value::Map;

// The property, or nothing.
const Value& get(const Properties& properties, const std::string& name);

// Every reference inside, in order of appearance.
std::vector<Value::Reference> references(const Value& value);
// The same value with each reference replaced by what `look_up` gives, or by unknown where it gives none.
using LookUp = std::function<std::optional<Value>(const Value::Reference&)>;
Value resolve(const Value& value, const LookUp& look_up);
Properties resolve(const Properties& properties, const LookUp& look_up);

std::string to_text(const Value& value);  // one line, for people
nlohmann::ordered_json to_json(const Value& value);
// Back from to_json; texts of the special forms stay text.
Value from_json(const nlohmann::ordered_json& json);

}  // namespace sluice::plan
