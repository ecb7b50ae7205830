// A plan for people and for programs. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "plan/plan.h"

namespace sluice::plan {

// One line a step with its symbol (+ ~ - ! ? =) and verb, differing properties below, then a line of counts.
// Steps that are as wanted are only counted. ANSI colours if asked for.
std::string to_text(const Plan& plan, bool colour = false);

//   { "deployment", "target", "changes": true, "counts": {VERB: N}, "dollars_per_hour": N, "notes": [],
//     "steps": [ { "id", "kind", "action", "summary", "why", "condition", "properties": {},
//                  "differences": [ { "property", "before", "after" } ] } ] }
nlohmann::ordered_json to_json(const Plan& plan);

}  // namespace sluice::plan
