// The payload of an event: an object, or a string that holds one (tracking-events.md section 5).
// Threads: one at a time; views are valid until the next call.
#pragma once

#include <memory>
#include <string_view>

#include "event/event.h"

namespace sluice::event {

class PayloadParser {
 public:
  PayloadParser();
  ~PayloadParser();
  Event::Payload parse(JsonValue raw);

 private:
  struct State;
  Event::Payload parse_text(std::string_view text);
  std::unique_ptr<State> state_;
};

}  // namespace sluice::event
