#include "emr/step_add.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "base/pause.h"
#include "emr/cluster_view.h"

namespace sluice::emr {
namespace {

using aws::Json;
constexpr size_t kMostOpenSteps = 256;
constexpr int kLooksAfterLoss = 3;

std::string state_of(const Json& step) {
  return step.at("Status").value("State", "");
}

bool is_open(const Json& step) {
  const std::string state = state_of(step);
  return state == "PENDING" || state == "RUNNING" || state == "CANCEL_PENDING";
}

Status check_room(const std::vector<Json>& steps, const std::string& cluster, const StepRequest& request) {
  for (const Json& step : steps)
    if (!request.again && is_open(step) && step.value("Name", "") == request.name)
      return fail(ErrorKind::kConflict,
                  fmt::format("cluster {} has a step '{}' already: {} is {}", cluster, request.name,
                              step.value("Id", ""), state_of(step)),
                  "wait for it, or add --again for a second one");
  if (static_cast<size_t>(std::ranges::count_if(steps, is_open)) >= kMostOpenSteps)
    return fail(ErrorKind::kConflict,
                fmt::format("cluster {} has 256 steps pending or running, EMR's limit", cluster),
                "wait until some are done");
  return {};
}

// The step of our name that was not there before.
Result<std::string> find_new(aws::Api& api, const std::string& cluster, const StepRequest& request,
                             const std::vector<Json>& before) {
  SLUICE_TRY(const auto now, list_steps(api, cluster));
  for (const Json& step : now) {
    const bool known = std::ranges::any_of(before, [&](const Json& old) { return old["Id"] == step["Id"]; });
    if (!known && step.value("Name", "") == request.name) return step.at("Id").get<std::string>();
  }
  return std::string();
}

}  // namespace

Json step_body(const StepRequest& request) {
  Json jar{{"Jar", request.jar}};
  if (!request.main_class.empty()) jar["MainClass"] = request.main_class;
  if (!request.arguments.empty()) jar["Args"] = request.arguments;
  return {{"Name", request.name},
          {"ActionOnFailure", request.action_on_failure},
          {"HadoopJarStep", std::move(jar)}};
}

Result<std::string> add_step(aws::Api& api, const std::string& cluster, const StepRequest& request,
                             std::chrono::milliseconds settle) {
  SLUICE_TRY(const auto before, list_steps(api, cluster));
  SLUICE_CHECK(check_room(before, cluster, request));
  const Json input{{"JobFlowId", cluster}, {"Steps", {step_body(request)}}};
  auto reply = api.call("emr", "AddJobFlowSteps", input);
  if (!reply && reply.error().effect_unknown) {
    base::log_warning("the reply to AddJobFlowSteps was lost; looking whether the step is there");
    for (int look = 1; look <= kLooksAfterLoss; ++look) {
      SLUICE_TRY(std::string id, find_new(api, cluster, request, before));
      if (!id.empty()) return id;
      SLUICE_CHECK(base::pause(base::system_clock(), settle));
    }
    reply = api.call("emr", "AddJobFlowSteps", input);
  }
  if (!reply) return fail(std::move(reply).error());
  return reply->at("StepIds").at(0).get<std::string>();
}

}  // namespace sluice::emr
