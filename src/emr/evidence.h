// Everything that may show why a cluster or a step failed, gathered once as plain values.
#pragma once

#include <string>
#include <vector>

#include "aws/api.h"
#include "emr/cluster_view.h"

namespace sluice::emr {

struct LogText {
  std::string uri, text;  // text inflated; redacted only where it is shown
};
struct Evidence {
  ClusterView view;
  std::vector<aws::Json> steps;              // oldest first
  std::vector<aws::Json> bootstrap_actions;  // in the order in which they run
  // The step that is asked about, or the first that failed; null if there is none, or if the cluster ended
  // for another cause.
  aws::Json step;
  // Of that step, or of the bootstrap action that failed: those that say most first.
  std::vector<LogText> logs;
  std::string log_problem;  // why there are none; empty if there are, or if none is needed

  // "BOOTSTRAP_FAILURE" with the number of the action from ErrorDetails or the reason; 0 if not told.
  int failed_bootstrap_action() const;
  // "i-…/", the node whose bootstrap action failed; empty if not told.
  std::string failed_node() const;
};
// `step`: s-… to ask about one step, else empty. Logs that cannot be read are no error.
Result<Evidence> gather(aws::Api& api, const std::string& id, const std::string& step);

}  // namespace sluice::emr
