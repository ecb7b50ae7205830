// What a map step writes to: pairs of a day and a text key, combined as the job's day file asks for.
//
// A key is one or more fields separated by TAB, without LF; fields that can hold TAB, LF, CR or backslash are
// escaped (schema/tsv.h). Keys of one day file have the same number of fields. Pairs come in any order, from
// many threads.
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/time.h"

namespace sluice::engine {

// How pairs with the same day and key become one line of the day file.
enum class Combine {
  kNone,  // every pair is a line of its own: the key
  kSum,   // one line: key TAB number of pairs
  kMax,   // one line: key TAB the greatest value, by bytes
};

// Fields of a key or of a value, joined by TAB. Given apart, they are copied once only.
using Fields = std::initializer_list<std::string_view>;

class PairSink {
 public:
  virtual ~PairSink() = default;
  virtual void emit_fields(base::Day day, Fields key) = 0;                    // kNone, kSum
  virtual void emit_max_fields(base::Day day, Fields key, Fields value) = 0;  // kMax
  void emit(base::Day day, std::string_view key) { emit_fields(day, {key}); }
  void emit_max(base::Day day, std::string_view key, std::string_view value) {
    emit_max_fields(day, {key}, {value});
  }
};

}  // namespace sluice::engine
