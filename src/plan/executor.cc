#include "plan/executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/interrupt.h"
#include "dag/walk.h"

namespace sluice::plan {
namespace {

class Executor {
 public:
  Executor(const Plan& plan, const Kinds& kinds, Journal& journal, base::Clock& clock,
           const PlanOptions& plan_options, const ExecuteOptions& options)
      : plan_(plan),
        kinds_(kinds),
        journal_(journal),
        clock_(clock),
        plan_options_(plan_options),
        options_(options) {}

  Execution run() {
    auto visit = [this](const std::string& id) { return settle(id); };
    auto report = dag::walk(plan_.order, options_.threads, visit, base::interrupted);
    if (!report) {
      execution_.failures.emplace_back("plan", report.error());
      return std::move(execution_);
    }
    execution_.interrupted = report->stopped;
    for (auto& [id, error] : report->failures) {
      if (error.kind == ErrorKind::kInterrupted) execution_.interrupted = true;
      execution_.failures.emplace_back(id, std::move(error));
    }
    for (const std::string& id : report->skipped)
      if (const Step* step = plan_.find(id); step && changes(step->action)) execution_.skipped.push_back(id);
    return std::move(execution_);
  }

 private:
  Status settle(const std::string& id) {
    const Step* step = plan_.find(id);
    if (!step) return {};  // only a point in the order
    if (!changes(step->action) && step->action != Action::kUnknown) {
      keep(id, step->found.have);
      return {};
    }
    Resource& kind = kinds_.at(step->want.kind);
    Want want = step->want;
    {
      std::lock_guard lock(mutex_);
      want.properties = resolve(step->want.properties, [this](const auto& r) { return output(r); });
    }
    if (step->action == Action::kDelete) return act_delete(*step, kind);
    SLUICE_TRY(Found found, kind.find(want));
    if (found.state == Found::State::kUnknown) return fail(ErrorKind::kUnavailable, found.reason);
    Verdict verdict = judge(want, found, kind, plan_options_);
    if (verdict.action == Action::kReplace && step->action != Action::kReplace)
      return fail(ErrorKind::kConflict,
                  fmt::format("{} changed since it was planned and would now be replaced", id),
                  "run `sluice plan` again");
    if (!changes(verdict.action)) {
      keep(id, found.have);
      return {};
    }
    return act(id, want, found, verdict, kind);
  }

  Status act(const std::string& id, const Want& want, const Found& found, const Verdict& verdict,
             Resource& kind) {
    return journalled(id, verdict.action, kind, kind.describe(want), [&](Work& work) -> Result<Have> {
      if (verdict.action == Action::kCreate) return kind.create(want, work);
      if (verdict.action == Action::kReplace) {
        SLUICE_CHECK(kind.remove(want, found.have, work));
        return kind.create(want, work);
      }
      return kind.update(want, found.have, verdict.differences, work);
    });
  }

  Status act_delete(const Step& step, Resource& kind) {
    Want want = step.want;
    want.properties = step.resolved;
    SLUICE_TRY(Found found, kind.find(want));
    if (found.state == Found::State::kAbsent) return {};
    if (found.state == Found::State::kUnknown) return fail(ErrorKind::kUnavailable, found.reason);
    if (!found.have.ours) return fail(ErrorKind::kConflict, fmt::format("{} is not ours any more", want.id));
    return journalled(want.id, Action::kDelete, kind, step.summary, [&](Work& work) -> Result<Have> {
      SLUICE_CHECK(kind.remove(want, found.have, work));
      return Have{};
    });
  }

  Status journalled(const std::string& id, Action action, const Resource& kind, const std::string& summary,
                    const std::function<Result<Have>(Work&)>& call) {
    base::Micros begin = clock_.now();
    std::string verb = kind.verb(action);
    if (verb.empty()) verb = to_text(action);
    SLUICE_CHECK(journal_.intent(id, to_text(action)));
    say(fmt::format("{} {}: {}", verb, id, summary));
    Work work{clock_, begin + options_.timeout, [&](const std::string& line) { say(id + ": " + line); },
              options_.after_step ? options_.after_step : [](const std::string&) {}};
    auto have = call(work);
    double seconds = std::chrono::duration<double>(clock_.now() - begin).count();
    if (!have) {
      (void)journal_.failed(id, to_text(action), have.error().message);  // the first error is the one to tell
      say(fmt::format("failed {} ({:.1f} s)", id, seconds));
      return fail(std::move(have).error());
    }
    SLUICE_CHECK(journal_.done(id, to_text(action), have->outputs));
    say(fmt::format("done   {} ({:.1f} s)", id, seconds));
    std::lock_guard lock(mutex_);
    execution_.results.push_back({id, action, seconds});
    if (action != Action::kDelete) {
      execution_.outputs[id] = have->outputs;
      execution_.haves[id] = std::move(have).value();
    }
    return {};
  }

  void keep(const std::string& id, const Have& have) {
    std::lock_guard lock(mutex_);
    execution_.outputs[id] = have.outputs;
    execution_.haves[id] = have;
  }

  std::optional<Value> output(const Value::Reference& reference) const {
    auto outputs = execution_.outputs.find(reference.want);
    if (outputs == execution_.outputs.end()) return std::nullopt;
    auto value = outputs->second.find(reference.output);
    if (value == outputs->second.end()) return std::nullopt;
    return value->second;
  }

  void say(const std::string& line) {
    if (!options_.progress) return;
    std::lock_guard lock(say_mutex_);
    options_.progress(line);
  }

  const Plan& plan_;
  const Kinds& kinds_;
  Journal& journal_;
  base::Clock& clock_;
  const PlanOptions& plan_options_;
  const ExecuteOptions& options_;
  std::mutex mutex_, say_mutex_;
  Execution execution_;
};

}  // namespace

int Execution::changed() const {
  return static_cast<int>(
      std::count_if(results.begin(), results.end(), [](const StepResult& r) { return changes(r.action); }));
}

Execution execute(const Plan& plan, const Kinds& kinds, Journal& journal, base::Clock& clock,
                  const PlanOptions& plan_options, const ExecuteOptions& options) {
  return Executor(plan, kinds, journal, clock, plan_options, options).run();
}

}  // namespace sluice::plan
