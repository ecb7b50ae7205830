// One more step on a running cluster. AddJobFlowSteps has no token: a step is never sent twice.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "aws/api.h"

namespace sluice::emr {

struct StepRequest {
  std::string name;
  std::string jar = "command-runner.jar";
  std::string main_class;  // may be empty
  std::vector<std::string> arguments;
  std::string action_on_failure = "CONTINUE";  // or CANCEL_AND_WAIT, TERMINATE_CLUSTER
  bool again = false;                          // add it though one of this name is pending or running
};
aws::Json step_body(const StepRequest& request);  // an element of Steps
// The id of the new step. kConflict: one of this name is pending or running (and not `again`), or the cluster
// has 256 pending and running ones. After a lost reply the cluster is asked whether the step came.
// Lists follow an addition late: it is asked three times, `settle` apart, before the step is sent again.
Result<std::string> add_step(aws::Api& api, const std::string& cluster, const StepRequest& request,
                             std::chrono::milliseconds settle = std::chrono::seconds(10));

}  // namespace sluice::emr
