// Bring the cluster of a file up, or find it: idempotent by name and tag (spec cluster-file.md section 11,
// aws-resources.md sections 3.12 and 6).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aws/api.h"
#include "base/time.h"
#include "cluster/cluster_file.h"
#include "emr/cluster_view.h"
#include "emr/drift.h"
#include "emr/explain.h"

namespace sluice::emr {

enum class Until { kWaiting, kRunning };  // WAITING and all groups up; or steps run (RUNNING or WAITING)

struct ProvisionOptions {
  Until until = Until::kWaiting;
  std::chrono::milliseconds timeout{3'000'000};
  std::chrono::milliseconds poll{30'000};
  std::string subnet;  // chosen by preflight among several
  base::Clock* clock = &base::system_clock();
  // After each look at the cluster, and with an empty id while one of that name is on its way out.
  std::function<void(const ClusterView& view)> progress;
};

struct Provisioned {
  enum class Outcome {
    kReady,
    kDrift,          // a live cluster of that name is not what the file asks for; nothing was done
    kClusterFailed,  // it ended, or ended itself, before it was ready
    kStepFailed,     // it is ready, but a step of the file failed
    kTimedOut,       // not ready in time; ended if this run had launched it
    kInterrupted,    // Ctrl-C; the cluster goes on
  };
  Outcome outcome = Outcome::kReady;
  bool changed = false;  // this run launched it
  std::string id;        // empty: none was launched yet
  ClusterView view;
  MasterNode master;
  std::vector<Difference> drift;
  std::optional<Explanation> explanation;  // of a failure
};

// Takes the cluster's lock for its whole time. An Error: the calls themselves did not go through.
Result<Provisioned> provision(aws::Api& api, const cluster::ClusterFile& cluster,
                              const ProvisionOptions& options);

}  // namespace sluice::emr
