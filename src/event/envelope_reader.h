// The quick way from a line to its Envelope: simdjson's first stage finds the tokens, checks UTF-8 and
// strings; then one walk over the tokens checks the whole grammar and keeps the few values that are wanted.
// No tree is built.
//
//   object = '{' [ member { ',' member } ] '}'      member = string ':' value
//   array  = '[' [ value { ',' value } ] ']'        value  = object | array | string | number | "true" |
//   "false" | "null" string = '"' { any character but '"', '\' and control characters | '\' one of "\/bfnrt |
//   '\u' 4HEX } '"' number = [ '-' ] ( '0' | digit1-9 { digit } ) [ '.' digit { digit } ]       at most 18
//   characters
//
// That is less than JSON. Whatever the walk is not sure of (exponents, long numbers, surrogates, deep
// nesting, escapes in a key, any fault) gives null, and the line goes to the full parser. So it never has to
// decide a hard case, and what it accepts is JSON that means the same to everybody.
//
// Threads: one at a time.
#pragma once

#include <memory>
#include <string_view>

#include "event/envelope.h"

namespace sluice::event {

class EnvelopeReader {
 public:
  EnvelopeReader();
  ~EnvelopeReader();
  // `line` is followed by LineParser::kPadding readable bytes. The envelope is valid until the next call.
  const Envelope* read(std::string_view line);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice::event
