// The time between the launch of a cluster and its readiness.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "aws/api.h"
#include "base/time.h"
#include "emr/cluster_view.h"

namespace sluice::emr {

enum class Until { kWaiting, kRunning };  // WAITING and all groups up; or steps run (RUNNING or WAITING)

struct ReadyOptions {
  Until until = Until::kWaiting;
  std::chrono::milliseconds poll{30'000};
  base::Clock* clock = &base::system_clock();
  base::Micros deadline;
  std::optional<ClusterView> first;  // a look that was just taken: the waiting begins with it
  bool just_launched = false;        // EMR may not know its id for up to a minute
  std::function<void(const ClusterView& view)> progress;  // after each look; may be null
  // Once, when it is STARTING for a quarter of an hour and asks for spot instances; may be null.
  std::function<void(const ClusterView& view)> slow;
};
struct Waited {
  enum class End {
    kReady,
    kOver,   // it ends or has ended
    kStuck,  // it goes on, but a group is ARRESTED or SUSPENDED and will not come up
    kTimedOut,
    kInterrupted,
  };
  End end = End::kReady;
  ClusterView view;  // as last seen
};
Result<Waited> wait_until_ready(aws::Api& api, const std::string& id, const ReadyOptions& options);

}  // namespace sluice::emr
