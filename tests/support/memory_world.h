// A world in memory that behaves: things by name with a size, owned or not, that can be made, changed and
// removed; a kind that answers for them as plan/resource.h asks. It can fail, or "die" as a killed process
// does, at its Nth effect.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "plan/resource.h"

namespace sluice::support {

struct Thing {
  bool ours = true;
  std::string size;
  int generation = 0;  // grows with each time it is made
  bool whole = true;   // false between the two steps of its making
  friend bool operator==(const Thing&, const Thing&) = default;
};

class MemoryWorld {
 public:
  std::map<std::string, Thing> things;  // by name
  std::vector<std::string> calls;       // "create a", in order
  int effects = 0;                      // changes of the world so far
  int fail_at = 0;                      // this effect fails with kUnavailable, and is not done
  int die_at = 0;                       // this effect is done, and none after it: the process is dead
  std::string unreachable;              // find() of this name cannot tell

  bool dead() const { return dead_; }
  void revive() {
    dead_ = false;
    die_at = fail_at = effects = 0;
  }
  // Count one effect; an error if it must not be done.
  Status effect();
  // Done after the effect: dies there if it is its time.
  void settle_effect();

  std::mutex mutex;

 private:
  bool dead_ = false;
};

// Wants of this kind: name, size, and anything else (for references). A thing is made in two steps: first a
// part, which find() does not see and the next create() clears away, then the whole. `size` is changed in
// place; a size beginning with "fixed" is drift; "rebuild" needs a replacement. Things without our mark can
// only be added to ("plus").
std::unique_ptr<plan::Resource> make_thing_kind(MemoryWorld& world, bool holds_data = false);

plan::Want thing(const std::string& name, const std::string& size, plan::Properties more = {},
                 std::string inside = {});

}  // namespace sluice::support
