// A read-only view of one JSON value inside an event. Cheap to copy. Valid until the next line is parsed.
// Threads: one at a time for all values of one LineParser.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace sluice::event {

class JsonValue {
 public:
  enum class Kind { kMissing, kNull, kBoolean, kNumber, kString, kArray, kObject };
  JsonValue() = default;  // kMissing

  Kind kind() const { return kind_; }
  bool is_missing_or_null() const { return kind_ == Kind::kMissing || kind_ == Kind::kNull; }
  std::optional<std::string_view> text() const;  // of a string, UTF-8
  std::optional<bool> boolean() const;
  std::optional<int64_t> integer() const;  // of a number without fraction or exponent that fits 64 bits
  std::optional<double> number() const;    // of any number but NaN and the infinities
  // Member of an object, kMissing if there is none or this is no object. Of a repeated key the last one.
  JsonValue find(std::string_view key) const;
  void for_each_member(const std::function<void(std::string_view key, JsonValue value)>& each) const;
  void for_each_item(const std::function<void(JsonValue item)>& each) const;

 private:
  friend class LineParser;
  friend struct JsonAccess;
  Kind kind_ = Kind::kMissing;
  alignas(8) unsigned char element_[16] = {};  // the parser's own handle
};

}  // namespace sluice::event
