// What every resource kind answers, and the words for it: want (what the file asks for), have (what exists),
// difference (property by property) and remedy. Adding a kind: one file in resources/ and a line in its list.
//
// The world is the truth: find() works from the want alone (explicit id, tag or mark, natural name) and never
// needs a saved id. A kind whose creation is not one step makes it one (tag at creation, build aside and
// rename), so that a process killed anywhere leaves nothing that find() would take for whole.
//
// Threads: find, create, update and remove of different wants run at the same time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/time.h"
#include "plan/value.h"

namespace sluice::plan {

struct Want {
  std::string id;         // logical, unique in a deployment, stable between runs: "bucket.tracking"
  std::string kind;       // of the Resource that answers for it
  Properties properties;  // may refer to outputs of other wants
  // Id of the want that contains this one and takes it along when it is removed; may be empty
  std::string inside;
};

struct Have {
  bool ours = false;  // carries the mark of this deployment; otherwise adopted: never deleted, only added to
  Properties properties;  // what is compared with the want, in its words
  Properties outputs;     // what other wants may refer to
};

// The answer of find(). kUnknown: cannot be looked at now, for `reason` (its server is down); not an error.
struct Found {
  enum class State { kAbsent, kPresent, kUnknown };
  State state = State::kAbsent;
  Have have;           // if present
  std::string reason;  // if unknown
  static Found absent() { return {}; }
  static Found present(Have have) { return {State::kPresent, std::move(have), {}}; }
  static Found unknown(std::string reason) { return {State::kUnknown, {}, std::move(reason)}; }
};

enum class Remedy {
  kAdd,      // can be put right by adding; allowed on what is not ours too
  kUpdate,   // can be changed in place
  kReplace,  // must be made anew
  kDrift,    // cannot be put right by us: told, not touched
};
struct Difference {
  std::string property;
  Value before, after;  // what is there; what is wanted
  Remedy remedy = Remedy::kUpdate;
};

// What an effectful call may use.
struct Work {
  base::Clock& clock;
  base::Micros deadline;                        // of this call's waits
  std::function<void(const std::string&)> say;  // a progress line; never with a secret
  // "one more change of the world is done", named; for tests of crashes
  std::function<void(const std::string&)> step;
};

// Ask `ready` every `interval` until it says true. kTimeout after the deadline naming `what`; kInterrupted on
// Ctrl-C; an error of `ready` ends it. Says how long it has been waiting, every 10 s.
Status wait_until(Work& work, const std::string& what, std::chrono::milliseconds interval,
                  const std::function<Result<bool>()>& ready);

enum class Action;

class Resource {
 public:
  virtual ~Resource() = default;
  virtual const char* kind() const = 0;
  // The want in a few words for people, without its id: "private MariaDB server on port 3311".
  virtual std::string describe(const Want& want) const = 0;
  virtual Result<Found> find(const Want& want) = 0;
  // Everything of this kind that carries this deployment's mark, wanted or not, as a want that would ask for
  // it.
  virtual Result<std::vector<Want>> list_mine() { return std::vector<Want>{}; }
  // Outputs that are sure before the want is created.
  virtual Properties predict(const Want&) const { return {}; }
  // Pure. By default every property of the want that differs from the have's, as an update; unknowns do not
  // differ.
  virtual std::vector<Difference> diff(const Want& want, const Have& have) const;

  // One line about its live state for `sluice status` and before a deletion: "12 files, 3.4 MB". May take a
  // while.
  virtual std::string condition(const Want&, const Have&) { return {}; }

  // Called with all references resolved. Each gives what exists afterwards.
  virtual Result<Have> create(const Want& want, Work& work) = 0;
  virtual Result<Have> update(const Want& want, const Have& have, const std::vector<Difference>& differences,
                              Work& work) = 0;
  virtual Status remove(const Want& want, const Have& have, Work& work) = 0;

  // What must be true before `action` may be tried; called for planned changes only, before the first of
  // them.
  virtual void preflight(const Want&, Action, const Found&, Diagnostics&) const {}
  virtual bool holds_data() const { return false; }  // kept by destroy unless told otherwise
  // What an action is called for this kind, where it is not the action's own name: "start" for kCreate.
  virtual const char* verb(Action) const { return ""; }
  virtual double dollars_per_hour(const Want&) const { return 0; }
};

// The default of Resource::diff, with a remedy for each differing property.
std::vector<Difference> compare(const Want& want, const Have& have,
                                const std::function<Remedy(const std::string&)>& remedy);

// Kinds by name.
class Kinds {
 public:
  void add(std::unique_ptr<Resource> resource) {
    std::string name = resource->kind();
    all_[name] = std::move(resource);
  }
  Resource& at(const std::string& kind) const { return *all_.at(kind); }
  const std::map<std::string, std::unique_ptr<Resource>>& all() const { return all_; }

 private:
  std::map<std::string, std::unique_ptr<Resource>> all_;
};

}  // namespace sluice::plan
