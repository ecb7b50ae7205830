// What a map step writes to: pairs of a day and a text key, combined as the job's day file asks for.
//
// A key is one or more fields separated by TAB, without LF; fields that can hold TAB, LF, CR or backslash are
// escaped (schema/tsv.h). Keys of one day file have the same number of fields. Pairs come in any order, from
// many threads.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace sluice::engine {

// How pairs with the same day and key become one line of the day file.
enum class Combine {
  kNone,  // every pair is a line of its own: the key
  kSum,   // one line: key TAB number of pairs
  kMax,   // one line: key TAB the greatest value, by bytes
};

class PairSink {
 public:
  virtual ~PairSink() = default;
  virtual void emit(base::Day day, std::string_view key) = 0;                              // kNone, kSum
  virtual void emit_max(base::Day day, std::string_view key, std::string_view value) = 0;  // kMax
};

}  // namespace sluice::engine
