// Carries a plan out: several steps at once, each after those it needs, each journalled before and after.
//
// Every step that is to change something is looked at and judged once more just before it acts, with the real
// outputs of what went before: what has come right meanwhile is left alone, and what now calls for deleting
// or replacing when the plan did not say so is refused (kConflict). Behind a failed step its dependents are
// skipped. On Ctrl-C the calls in flight are finished and no further one is begun. Running the same plan
// again after any of these converges.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "plan/journal.h"
#include "plan/plan.h"

namespace sluice::plan {

struct ExecuteOptions {
  int threads = 8;
  std::chrono::seconds timeout{600};                   // of the waits of one step
  std::function<void(const std::string&)> progress;    // one line; called from any thread, one at a time
  std::function<void(const std::string&)> after_step;  // Work::step (tests)
};

struct StepResult {
  std::string id;
  Action action = Action::kOk;  // what was really done
  double seconds = 0;
};

struct Execution {
  std::vector<StepResult> results;                      // steps that ended well, in order of ending
  std::vector<std::pair<std::string, Error>> failures;  // root causes, in the plan's order
  std::vector<std::string> skipped;                     // behind a failure, or not begun
  bool interrupted = false;
  std::map<std::string, Properties> outputs;  // of everything that stands, by id
  std::map<std::string, Have> haves;

  bool complete() const { return failures.empty() && skipped.empty() && !interrupted; }
  int changed() const;  // steps that changed the world
};

Execution execute(const Plan& plan, const Kinds& kinds, Journal& journal, base::Clock& clock,
                  const PlanOptions& plan_options, const ExecuteOptions& options);

}  // namespace sluice::plan
