// From a line of a tracking log to an Event (tracking-events.md section 2).
//
// Three readers, one meaning. EnvelopeReader takes nearly every line: it finds the wanted fields and leaves
// to the others what is not plain JSON. LineDocument, simdjson's tree, reads all strict JSON. The few lines
// that it refuses go through lenient_json.h, which decides by the exact rules and hands strict JSON back. A
// line that a quicker reader accepts is valid by the exact rules too, and means the same (the differential
// test and the fuzzer check that), so trying the quicker ones first changes nothing but speed.
//
// Threads: one at a time; make one parser per thread. Cost: about a third of a microsecond for a line of 860
// bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "event/event.h"

namespace sluice::event {

class LineParser {
 public:
  LineParser();
  ~LineParser();
  LineParser(const LineParser&) = delete;

  // How many bytes must be readable (not meaningful) behind the end of each line.
  static constexpr size_t kPadding = 64;

  // The event, or null if the line is unparseable. Valid until the next call. `line` is without its LF.
  const Event* parse(std::string_view line);
  // The same without the quickest reader, or through the exact reader alone: for tests.
  const Event* parse_as_tree(std::string_view line);
  const Event* parse_exactly(std::string_view line);

  // Lines that needed the tree, the exact ones included.
  uint64_t tree_lines() const { return tree_lines_; }
  // Lines that needed the exact reader (parseable or not).
  uint64_t slow_lines() const { return slow_lines_; }

 private:
  struct State;
  const Event* event_of(const Envelope* envelope);
  const Event* parse_repaired(std::string_view text);
  std::unique_ptr<State> state_;
  uint64_t tree_lines_ = 0, slow_lines_ = 0;
};

}  // namespace sluice::event
