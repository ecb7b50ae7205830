#include "deploy/deployment.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "base/text.h"
#include "deploy/compile.h"

namespace sluice::deploy {
namespace {

// For tests of crashes: SLUICE_TEST_EXIT_AFTER=N kills this process, as `kill -9` would, at its Nth sub-step
// or journal line.
void maybe_crash() {
  static const char* after = std::getenv("SLUICE_TEST_EXIT_AFTER");
  static std::atomic<int64_t> left{after ? base::parse_int(after).value_or(0) : 0};
  if (after && --left == 0) ::kill(::getpid(), SIGKILL);
}

constexpr const char* kSelfTest = "self-test";  // its id in the journal

}  // namespace

Result<Deployment> Deployment::from(Spec spec, Tables tables) {
  if (spec.target == "aws")
    return fail(ErrorKind::kInvalidInput, "target aws is not available yet in this version of sluice",
                "use  target: local");
  Deployment out;
  std::vector<std::string> names;
  for (const auto* table : tables) names.push_back(table->name);
  out.kinds_ = resources::make_local_kinds({spec.name, spec.state, std::move(tables)});
  out.wants_ = compile(spec, names);
  SLUICE_TRY(out.graph_, plan::graph_of(out.wants_, out.kinds_));
  out.spec_ = std::move(spec);
  return out;
}

Diagnostics Deployment::check_state() const {
  Diagnostics findings;
  std::string place = spec_.state;
  while (!base::file_exists(place) && place != "/") place = base::parent_folder(place);
  if (::access(place.c_str(), W_OK | X_OK) != 0)
    findings.error(
        fmt::format("{} cannot be written to, and the deployment is to live in {}", place, spec_.state), {},
        "set another  state:  in the file, or change the folder's owner");
  return findings;
}

Result<plan::Snapshot> Deployment::look() const {
  return plan::look(wants_, graph_, kinds_);
}

Result<plan::Plan> Deployment::plan(const plan::PlanOptions& options, bool with_conditions) {
  SLUICE_TRY(plan::Snapshot snapshot, look());
  plan::Plan plan = plan::make_plan(wants_, graph_, snapshot, kinds_, options);
  plan.deployment = spec_.name;
  plan.target = spec_.target;
  SLUICE_TRY(plan::Journal last, journal());
  for (const plan::OpenIntent& intent : last.open_intents())
    if (intent.id != kSelfTest)
      plan.notes.push_back(
          fmt::format("the last run ended in the middle of \"{} {}\" ({}); what it left was looked at anew",
                      intent.action, intent.id, intent.time));
  if (with_conditions) fill_conditions(plan);
  return plan;
}

Result<plan::Plan> Deployment::plan_destroy(const plan::PlanOptions& options) {
  SLUICE_TRY(plan::Snapshot snapshot, look());
  plan::Plan plan = plan::make_destroy_plan(wants_, graph_, snapshot, kinds_, options);
  plan.deployment = spec_.name;
  plan.target = spec_.target;
  fill_conditions(plan);
  return plan;
}

void Deployment::fill_conditions(plan::Plan& plan) const {
  for (plan::Step& step : plan.steps) {
    if (step.found.state != plan::Found::State::kPresent) continue;
    plan::Want want = step.want;
    want.properties = step.resolved;
    step.condition = kinds_.at(want.kind).condition(want, step.found.have);
  }
}

Diagnostics Deployment::preflight(const plan::Plan& plan) const {
  Diagnostics findings = check_state();
  for (const plan::Step& step : plan.steps) {
    if (!plan::changes(step.action)) continue;
    plan::Want want = step.want;
    want.properties = step.resolved;
    kinds_.at(want.kind).preflight(want, step.action, step.found, findings);
  }
  return findings;
}

Result<plan::Journal> Deployment::journal() const {
  return plan::Journal::open(spec_.state + "/journal.jsonl", base::system_clock(), maybe_crash);
}

bool Deployment::Applied::self_test_passed() const {
  return std::all_of(self_test.begin(), self_test.end(), [](const auto& line) { return line.passed; });
}

format::DeploymentFile Deployment::outputs(const plan::Execution& execution) const {
  auto text = [&](const std::string& id, const std::string& output) {
    return plan::get(execution.outputs.at(id), output).text();
  };
  format::DeploymentFile file;
  file.deployment = spec_.name;
  file.target = spec_.target;
  file.result_store.host = text("store.server", "host");
  file.result_store.port = static_cast<int>(plan::get(execution.outputs.at("store.server"), "port").number());
  file.result_store.socket = text("store.server", "socket");
  file.result_store.database = spec_.result_store.database;
  for (const char* role : {"pipeline", "api"}) {
    std::string id = std::string("store.user.") + role;
    file.result_store.users[role] = {text(id, "name"), text(id, "password")};
  }
  for (const Spec::Bucket& bucket : spec_.buckets)
    file.buckets[bucket.name] = text("bucket." + bucket.name, "path");
  return file;
}

Result<std::vector<resources::CheckLine>> Deployment::run_self_test(const plan::Execution& execution) const {
  return resources::self_test(execution.outputs.at("store.server"),
                              execution.outputs.at("store.user.pipeline"),
                              execution.outputs.at("store.user.api"), spec_.result_store.database);
}

Result<Deployment::Applied> Deployment::apply(const plan::Plan& plan, const plan::PlanOptions& plan_options,
                                              const plan::ExecuteOptions& options) {
  SLUICE_CHECK(resources::sweep_pieces(spec_.state));
  SLUICE_TRY(plan::Journal journal, this->journal());
  bool must_test = plan.has_changes() || !base::file_exists(spec_.deployment_file()) ||
                   std::any_of(journal.open_intents().begin(), journal.open_intents().end(),
                               [](const plan::OpenIntent& intent) { return intent.id == kSelfTest; });
  // Announced before the first change: whatever kills us, the next apply knows that the test is still owed.
  if (must_test) SLUICE_CHECK(journal.intent(kSelfTest, "check"));
  plan::ExecuteOptions with_crashes = options;
  with_crashes.after_step = [](const std::string&) { maybe_crash(); };
  Applied applied;
  applied.execution = plan::execute(plan, kinds_, journal, base::system_clock(), plan_options, with_crashes);
  if (!applied.execution.complete()) return applied;
  if (must_test) {
    if (options.progress) options.progress("self-test of the result store's users");
    SLUICE_TRY(applied.self_test, run_self_test(applied.execution));
    maybe_crash();
    if (!applied.self_test_passed()) return applied;
  }
  applied.file = outputs(applied.execution);
  std::string text = applied.file.to_json();
  if (base::read_file(spec_.deployment_file()).value_or("") != text)
    SLUICE_CHECK(base::write_file_atomically(spec_.deployment_file(), text));
  maybe_crash();
  if (must_test) SLUICE_CHECK(journal.done(kSelfTest, "check", {}));
  return applied;
}

Result<Deployment::Destroyed> Deployment::destroy(const plan::Plan& plan,
                                                  const plan::PlanOptions& plan_options,
                                                  const plan::ExecuteOptions& options) {
  SLUICE_CHECK(resources::sweep_pieces(spec_.state));
  SLUICE_CHECK(
      base::remove_tree(spec_.deployment_file()));  // first: nobody shall set out for what is about to go
  SLUICE_TRY(plan::Journal journal, this->journal());
  plan::ExecuteOptions with_crashes = options;
  with_crashes.after_step = [](const std::string&) { maybe_crash(); };
  Destroyed destroyed;
  destroyed.execution =
      plan::execute(plan, kinds_, journal, base::system_clock(), plan_options, with_crashes);
  if (destroyed.execution.complete() && plan_options.delete_data) {
    SLUICE_TRY(destroyed.left, resources::remove_state(spec_.state));
  }
  return destroyed;
}

}  // namespace sluice::deploy
