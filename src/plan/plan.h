// A plan: what must be done to get from what exists to what is wanted, as a value that can be printed and
// compared. look() reads the world; make_plan() and make_destroy_plan() are pure.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "dag/graph.h"
#include "plan/resource.h"

namespace sluice::plan {

enum class Action {
  kOk,        // as wanted
  kAdopt,     // as wanted and not ours: used, never changed
  kAdoptAdd,  // "adopt+": not ours, something is added to it
  kCreate,
  kUpdate,
  kReplace,
  kDrift,  // differs, and we cannot or may not put it right: told, not touched
  kDelete,
  kKeep,     // would go, but holds data or is not ours: told, not touched
  kUnknown,  // cannot be looked at before something else is done; looked at again then
};
const char* to_text(Action action);
// True for actions that change the world.
bool changes(Action action);

struct Step {
  Want want;            // as wanted, references in place
  Properties resolved;  // its properties as far as known now
  Found found;
  Action action = Action::kOk;
  std::vector<Difference> differences;
  std::string why;        // one line; may be empty
  std::string summary;    // Resource::describe
  std::string verb;       // Resource::verb; may be empty
  std::string condition;  // Resource::condition, where it was asked; may be empty
  double dollars_per_hour = 0;
};

struct Plan {
  std::string deployment, target;
  std::vector<Step> steps;  // in an order that may be carried out from top to bottom
  dag::Graph order;         // of step ids: what must be settled first
  std::vector<std::string> notes;

  bool has_changes() const;
  bool is_destructive() const;  // deletes or replaces something
  int count(Action action) const;
  double dollars_per_hour() const;
  const Step* find(const std::string& id) const;
};

// The graph of the wants: an edge for each reference and for each `inside`. kInvalidInput for a repeated id,
// a reference to a want that is not there, and a cycle; kInternal for an unknown kind.
Result<dag::Graph> graph_of(const std::vector<Want>& wants, const Kinds& kinds);

// What exists, of all wants and of all that carries our mark.
struct Snapshot {
  struct Sight {
    Properties resolved;
    Found found;
  };
  std::map<std::string, Sight> sights;  // by id
  std::vector<Want> leftovers;          // ours, but not wanted; their sights are in `sights`
};
// Reads only. Looks at several wants at once, each after those it refers to. All failures that are root
// causes become one error; kInterrupted on Ctrl-C.
Result<Snapshot> look(const std::vector<Want>& wants, const dag::Graph& graph, const Kinds& kinds);

struct PlanOptions {
  bool delete_data = false;    // let things that hold data go
  bool allow_replace = false;  // otherwise a needed replacement is told as drift
};
Plan make_plan(const std::vector<Want>& wants, const dag::Graph& graph, const Snapshot& snapshot,
               const Kinds& kinds, const PlanOptions& options);
// Everything of ours goes, in the reverse order; what lies inside another goes with it and is not listed.
Plan make_destroy_plan(const std::vector<Want>& wants, const dag::Graph& graph, const Snapshot& snapshot,
                       const Kinds& kinds, const PlanOptions& options);

// What a want and its found state call for. Pure; used by make_plan, and by the executor once more just
// before it acts.
struct Verdict {
  Action action = Action::kOk;
  std::vector<Difference> differences;
  std::string why;
};
Verdict judge(const Want& resolved, const Found& found, const Resource& kind, const PlanOptions& options);

}  // namespace sluice::plan
