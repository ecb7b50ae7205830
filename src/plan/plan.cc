#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/interrupt.h"
#include "base/text.h"
#include "dag/walk.h"

namespace sluice::plan {
namespace {

constexpr int kLookers = 8;

// Looks at wants in the order of the graph, handing outputs on to those that refer to them.
class Looker {
 public:
  Looker(const std::vector<Want>& wants, const Kinds& kinds) : kinds_(kinds) {
    for (const Want& want : wants) wants_[want.id] = &want;
  }

  Status look_at(const std::string& id) {
    const Want& want = *wants_.at(id);
    Resource& kind = kinds_.at(want.kind);
    Want resolved = want;
    bool container_absent = false;
    {
      std::lock_guard lock(mutex_);
      resolved.properties = resolve(want.properties, [this](const auto& r) { return output(r); });
      auto container = sights_.find(want.inside);
      container_absent = container != sights_.end() && container->second.found.state == Found::State::kAbsent;
    }
    Found found;
    if (!container_absent) {
      auto answer = kind.find(resolved);
      if (!answer) return fail(std::move(answer).error().during(fmt::format("looking at {}", id)));
      found = std::move(answer).value();
    }
    Properties predicted = kind.predict(resolved);
    std::lock_guard lock(mutex_);
    outputs_[id] = found.state == Found::State::kPresent ? found.have.outputs : predicted;
    sights_[id] = {resolved.properties, std::move(found)};
    return {};
  }

  std::map<std::string, Snapshot::Sight> take() { return std::move(sights_); }

 private:
  std::optional<Value> output(const Value::Reference& reference) const {
    auto outputs = outputs_.find(reference.want);
    if (outputs == outputs_.end()) return std::nullopt;
    auto value = outputs->second.find(reference.output);
    if (value == outputs->second.end()) return std::nullopt;
    return value->second;
  }

  const Kinds& kinds_;
  std::map<std::string, const Want*> wants_;
  std::mutex mutex_;
  std::map<std::string, Properties> outputs_;
  std::map<std::string, Snapshot::Sight> sights_;
};

Status one_error(std::vector<std::pair<std::string, Error>> failures) {
  Error first = std::move(failures.front().second);
  for (size_t i = 1; i < failures.size(); ++i)
    first.message += "; also: " + base::to_text(failures[i].second);
  return fail(std::move(first));
}

Step step_of(const Want& want, const Snapshot& snapshot, const Resource& kind) {
  const Snapshot::Sight& sight = snapshot.sights.at(want.id);
  Step step;
  step.want = want;
  step.resolved = sight.resolved;
  step.found = sight.found;
  Want resolved = want;
  resolved.properties = sight.resolved;
  step.summary = kind.describe(resolved);
  return step;
}

// Delete, or keep and say why.
void let_go(Step& step, const Resource& kind, const PlanOptions& options, const std::string& why) {
  step.why = why;
  if (!step.found.have.ours) {
    step.action = Action::kKeep;
    step.why = "adopted, not ours to delete";
  } else if (kind.holds_data() && !options.delete_data) {
    step.action = Action::kKeep;
    step.why = (why.empty() ? "" : why + "; ") + "holds data";
  } else {
    step.action = Action::kDelete;
  }
  step.verb = kind.verb(step.action);
}

void note_kept(Plan& plan) {
  bool kept = std::any_of(plan.steps.begin(), plan.steps.end(),
                          [](const Step& s) { return s.action == Action::kKeep && s.found.have.ours; });
  if (kept) plan.notes.push_back("what holds data is kept; --delete-data removes it too");
}

}  // namespace

const char* to_text(Action action) {
  switch (action) {
    case Action::kOk: return "ok";
    case Action::kAdopt: return "adopt";
    case Action::kAdoptAdd: return "adopt+";
    case Action::kCreate: return "create";
    case Action::kUpdate: return "update";
    case Action::kReplace: return "replace";
    case Action::kDrift: return "drift";
    case Action::kDelete: return "delete";
    case Action::kKeep: return "keep";
    case Action::kUnknown: return "unknown";
  }
  return "?";
}

bool changes(Action action) {
  return action == Action::kAdoptAdd || action == Action::kCreate || action == Action::kUpdate ||
         action == Action::kReplace || action == Action::kDelete;
}

bool Plan::has_changes() const {
  return std::any_of(steps.begin(), steps.end(),
                     [](const Step& s) { return changes(s.action) || s.action == Action::kUnknown; });
}

bool Plan::is_destructive() const {
  return count(Action::kDelete) + count(Action::kReplace) > 0;
}

int Plan::count(Action action) const {
  return static_cast<int>(
      std::count_if(steps.begin(), steps.end(), [&](const Step& s) { return s.action == action; }));
}

double Plan::dollars_per_hour() const {
  double sum = 0;
  for (const Step& step : steps) sum += step.dollars_per_hour;
  return sum;
}

const Step* Plan::find(const std::string& id) const {
  auto it = std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.want.id == id; });
  return it == steps.end() ? nullptr : &*it;
}

Result<dag::Graph> graph_of(const std::vector<Want>& wants, const Kinds& kinds) {
  dag::Graph graph;
  for (const Want& want : wants) {
    if (graph.contains(want.id))
      return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is wanted twice", want.id));
    if (!kinds.all().contains(want.kind))
      return fail(ErrorKind::kInternal, fmt::format("{}: no resource kind '{}'", want.id, want.kind));
    graph.add_node(want.id);
  }
  for (const Want& want : wants) {
    std::vector<std::string> needed;
    for (const auto& [want_id, output] : references(want.properties)) needed.push_back(want_id);
    if (!want.inside.empty()) needed.push_back(want.inside);
    for (const std::string& id : needed) {
      if (!graph.contains(id))
        return fail(ErrorKind::kInvalidInput,
                    fmt::format("'{}' refers to '{}', which is not wanted", want.id, id));
      graph.add_edge(want.id, id);
    }
  }
  SLUICE_CHECK(graph.order());
  return graph;
}

Result<Snapshot> look(const std::vector<Want>& wants, const dag::Graph& graph, const Kinds& kinds) {
  Looker looker(wants, kinds);
  SLUICE_TRY(
      dag::WalkReport report,
      dag::walk(
          graph, kLookers, [&](const std::string& id) { return looker.look_at(id); }, base::interrupted));
  if (!report.failures.empty()) SLUICE_CHECK(one_error(std::move(report.failures)));
  SLUICE_CHECK(base::check_interrupted());
  Snapshot snapshot;
  snapshot.sights = looker.take();
  for (const auto& [name, kind] : kinds.all()) {
    SLUICE_TRY(std::vector<Want> mine, kind->list_mine());
    for (Want& want : mine) {
      if (graph.contains(want.id)) continue;
      SLUICE_TRY(Found found, kind->find(want));
      snapshot.sights[want.id] = {want.properties, std::move(found)};
      snapshot.leftovers.push_back(std::move(want));
    }
  }
  return snapshot;
}

Verdict judge(const Want& resolved, const Found& found, const Resource& kind, const PlanOptions& options) {
  if (found.state == Found::State::kUnknown) return {Action::kUnknown, {}, found.reason};
  if (found.state == Found::State::kAbsent) return {Action::kCreate, {}, {}};
  Verdict verdict;
  verdict.differences = kind.diff(resolved, found.have);
  auto any = [&](Remedy remedy) {
    return std::any_of(verdict.differences.begin(), verdict.differences.end(),
                       [&](const Difference& d) { return d.remedy == remedy; });
  };
  bool ours = found.have.ours;
  if (verdict.differences.empty()) {
    verdict.action = ours ? Action::kOk : Action::kAdopt;
  } else if (any(Remedy::kReplace)) {
    verdict.action = ours && options.allow_replace ? Action::kReplace : Action::kDrift;
    verdict.why = ours ? "would have to be made anew (--allow-replace)" : "not ours to replace";
  } else if (any(Remedy::kUpdate) && ours) {
    verdict.action = Action::kUpdate;
  } else if (any(Remedy::kUpdate)) {
    verdict.action = Action::kDrift;
    verdict.why = "not ours to change";
  } else if (any(Remedy::kAdd)) {
    verdict.action = ours ? Action::kUpdate : Action::kAdoptAdd;
  } else {
    verdict.action = Action::kDrift;
    verdict.why = "cannot be changed in place";
  }
  if (verdict.action == Action::kReplace) verdict.why.clear();
  return verdict;
}

Plan make_plan(const std::vector<Want>& wants, const dag::Graph& graph, const Snapshot& snapshot,
               const Kinds& kinds, const PlanOptions& options) {
  std::map<std::string, const Want*> by_id;
  for (const Want& want : wants) by_id[want.id] = &want;
  Plan plan;
  plan.order = graph;
  std::vector<std::string> order = graph.order().value();
  for (const std::string& id : order) {
    Resource& kind = kinds.at(by_id.at(id)->kind);
    Step step = step_of(*by_id.at(id), snapshot, kind);
    Want resolved = step.want;
    resolved.properties = step.resolved;
    Verdict verdict = judge(resolved, step.found, kind, options);
    step.action = verdict.action;
    step.verb = kind.verb(step.action);
    step.differences = std::move(verdict.differences);
    step.why = std::move(verdict.why);
    step.dollars_per_hour = kind.dollars_per_hour(resolved);
    plan.steps.push_back(std::move(step));
  }
  for (const Want& want : snapshot.leftovers) {
    Step step = step_of(want, snapshot, kinds.at(want.kind));
    let_go(step, kinds.at(want.kind), options, "not in the file any more");
    plan.order.add_node(want.id);
    plan.steps.push_back(std::move(step));
  }
  note_kept(plan);
  return plan;
}

Plan make_destroy_plan(const std::vector<Want>& wants, const dag::Graph& graph, const Snapshot& snapshot,
                       const Kinds& kinds, const PlanOptions& options) {
  std::map<std::string, const Want*> by_id;
  for (const Want& want : wants) by_id[want.id] = &want;
  Plan plan;
  for (const Want& want : snapshot.leftovers) {
    Step step = step_of(want, snapshot, kinds.at(want.kind));
    let_go(step, kinds.at(want.kind), options, "");
    plan.order.add_node(want.id);
    plan.steps.push_back(std::move(step));
  }
  dag::Graph down = graph.reversed();
  std::vector<std::string> order = down.order().value();
  for (const std::string& id : order) {
    plan.order.add_node(id);
    for (const std::string& first : down.needs(id)) plan.order.add_edge(id, first);
    const Want& want = *by_id.at(id);
    if (!want.inside.empty() || snapshot.sights.at(id).found.state != Found::State::kPresent) continue;
    Step step = step_of(want, snapshot, kinds.at(want.kind));
    let_go(step, kinds.at(want.kind), options, "");
    plan.steps.push_back(std::move(step));
  }
  note_kept(plan);
  return plan;
}

}  // namespace sluice::plan
