// A line as a tree: the full parser, for lines that EnvelopeReader leaves open and for values that few jobs
// ask for. Threads: one at a time.
#pragma once

#include <memory>
#include <string_view>

#include "event/envelope.h"
#include "event/json_value.h"

namespace sluice::event {

class LineDocument {
 public:
  LineDocument();
  ~LineDocument();
  // False if `line` is not strict JSON. The line must be followed by LineParser::kPadding readable bytes and
  // stay as it is.
  bool parse(std::string_view line);
  // For a line that is known to be strict JSON: it is parsed when somebody asks for a member.
  void put_off(std::string_view line);

  // The envelope, or null if the line is no object. Views are valid until the next line.
  const Envelope* envelope();
  // A member of the envelope; kMissing if there is none.
  JsonValue member(std::string_view key);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice::event
