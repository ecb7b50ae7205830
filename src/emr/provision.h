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
#include "emr/wait_until_ready.h"

namespace sluice::emr {

struct Clearance {
  bool go = true;      // false: nothing is launched, and the outcome is kRefused
  std::string subnet;  // the one to use of several, with instance groups
};
struct ProvisionOptions {
  Until until = Until::kWaiting;
  std::chrono::milliseconds timeout{3'000'000};
  std::chrono::milliseconds poll{30'000};
  // Before a launch, when no cluster is there: what would make it fail, and what it costs. Null: launch.
  std::function<Clearance()> before_launch;
  base::Clock* clock = &base::system_clock();
  // After each look at the cluster, and with an empty id while one of that name is on its way out.
  std::function<void(const ClusterView& view)> progress;
  std::function<void(const ClusterView& view)> slow;  // see ReadyOptions
};

struct Provisioned {
  enum class Outcome {
    kReady,
    kDrift,          // a live cluster of that name is not what the file asks for; nothing was done
    kClusterFailed,  // it ended before it was ready; or it goes on, and a group of it will not come up
    kStepFailed,     // it is ready, but a step of the file failed
    kTimedOut,       // not ready in time; or one of its name did not end in time, `id` is empty then
    kInterrupted,    // Ctrl-C; the cluster goes on
    kRefused,        // by before_launch; nothing was done
  };
  Outcome outcome = Outcome::kReady;
  bool changed = false;  // this run launched it
  bool ended = false;    // this run ended it again, after a timeout
  std::string id;        // empty: none was launched yet
  ClusterView view;
  MasterNode master;
  std::vector<Difference> drift;
  std::optional<Explanation> explanation;  // of a failure
  std::string leaving;                     // of the same name, still on its way out when time was up
};

// Takes the cluster's lock for its whole time. An Error: the calls themselves did not go through.
Result<Provisioned> provision(aws::Api& api, const cluster::ClusterFile& cluster,
                              const ProvisionOptions& options);

}  // namespace sluice::emr
