// One deployment from its Spec: plan it, carry it out, tell about it, take it down. Effects are here and
// below; what is printed and asked is the command line's.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/files.h"
#include "deploy/spec.h"
#include "format/deployment_file.h"
#include "plan/executor.h"
#include "resources/local_kinds.h"
#include "resources/local_state.h"

namespace sluice::deploy {

class Deployment {
 public:
  using Tables = decltype(resources::LocalSettings::tables);
  // kInvalidInput for a target that this version cannot serve.
  static Result<Deployment> from(Spec spec, Tables tables);

  const Spec& spec() const { return spec_; }
  std::string lock_path() const { return spec_.state + "/lock"; }

  // Whether the state folder can be used at all: findings for a place that cannot be written to.
  Diagnostics check_state() const;
  // At most one sluice changes a deployment at a time; kConflict.
  Result<base::FileLock> lock() const { return base::FileLock::acquire(lock_path()); }

  // Reads only. Conditions (Resource::condition) are filled in where `with_conditions`.
  Result<plan::Plan> plan(const plan::PlanOptions& options, bool with_conditions = false);
  Result<plan::Plan> plan_destroy(const plan::PlanOptions& options);
  // All that stands in the way of the plan's changes, at once.
  Diagnostics preflight(const plan::Plan& plan) const;

  struct Applied {
    plan::Execution execution;
    std::vector<resources::CheckLine> self_test;  // empty if nothing called for it
    format::DeploymentFile file;                  // if complete
    bool self_test_passed() const;
  };
  // The lock must be held. An Error only if the journal or the self-test could not be worked with; what
  // failed in the plan itself is in `execution`. deployment.json is written when everything it names stands
  // and passed its self-test.
  Result<Applied> apply(const plan::Plan& plan, const plan::PlanOptions& plan_options,
                        const plan::ExecuteOptions& options);

  struct Destroyed {
    plan::Execution execution;
    std::vector<std::string> left;  // paths in the state folder that are not ours (after deleting data)
  };
  Result<Destroyed> destroy(const plan::Plan& plan, const plan::PlanOptions& plan_options,
                            const plan::ExecuteOptions& options);

 private:
  Result<plan::Snapshot> look() const;
  void fill_conditions(plan::Plan& plan) const;
  Result<plan::Journal> journal() const;
  format::DeploymentFile outputs(const plan::Execution& execution) const;
  Result<std::vector<resources::CheckLine>> run_self_test(const plan::Execution& execution) const;

  Spec spec_;
  plan::Kinds kinds_;
  std::vector<plan::Want> wants_;
  dag::Graph graph_;
};

}  // namespace sluice::deploy
