#include "emr/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aws/pages.h"
#include "base/text.h"
#include "emr/log_files.h"

namespace sluice::emr {
namespace {

using aws::Json;
constexpr size_t kMostLogs = 6;
// What says most first.
constexpr std::array kOrder{"stderr", "stdout", "controller", "syslog"};

bool failed(const Json& step) {
  return step.at("Status").value("State", "") == "FAILED";
}

// A cluster that was lost is not lost because of a step that failed before and was let pass.
bool cluster_has_own_cause(const ClusterView& view) {
  constexpr std::array kCodes{"INTERNAL_ERROR", "VALIDATION_ERROR", "INSTANCE_FAILURE",
                              "INSTANCE_FLEET_TIMEOUT", "BOOTSTRAP_FAILURE"};
  return std::ranges::find(kCodes, view.reason_code) != kCodes.end();
}

Result<Json> find_step(const std::vector<Json>& steps, const std::string& id, const std::string& cluster) {
  for (const Json& step : steps)
    if (id.empty() ? failed(step) : step.value("Id", "") == id || step.value("Name", "") == id) return step;
  if (id.empty()) return Json();
  return fail(ErrorKind::kNotFound, fmt::format("cluster {} has no step '{}'", cluster, id),
              "sluice cluster steps " + cluster + " lists them");
}

size_t rank(const LogFile& file) {
  const std::string name = file.key.substr(file.key.rfind('/') + 1);
  for (size_t i = 0; i < kOrder.size(); ++i)
    if (name.starts_with(kOrder[i])) return i;
  return kOrder.size();
}

// Where the logs of what failed are, below the cluster's folder; empty: nothing failed that has logs.
std::string folder_of_failure(const Evidence& evidence) {
  if (!evidence.step.is_null() && !failed(evidence.step)) return {};
  if (!evidence.step.is_null()) return "steps/" + evidence.step.value("Id", "") + "/";
  if (evidence.view.reason_code == "BOOTSTRAP_FAILURE") return "node/" + evidence.failed_node();
  return {};
}

bool belongs(const LogFile& file, const Evidence& evidence) {
  if (!evidence.step.is_null()) return true;
  const int action = evidence.failed_bootstrap_action();
  const std::string part = action ? fmt::format("/bootstrap-actions/{}/", action) : "/bootstrap-actions/";
  return file.key.find(part) != std::string::npos;
}

void read_logs(aws::Api& api, Evidence& evidence) {
  const std::string folder = folder_of_failure(evidence);
  if (folder.empty()) return;
  if (log_folder_of(evidence.view).empty()) {
    evidence.log_problem = "the cluster keeps no logs: its file has no log_uri";
    return;
  }
  auto files = list_logs(api, evidence.view, folder);
  if (!files) {
    evidence.log_problem = "the logs cannot be read: " + files.error().message;
    return;
  }
  std::erase_if(*files, [&](const LogFile& file) { return !belongs(file, evidence); });
  std::ranges::stable_sort(*files, {}, rank);
  for (const LogFile& file : *files) {
    if (evidence.logs.size() == kMostLogs) break;
    if (auto text = read_log(api, file)) evidence.logs.push_back({file.uri(), std::move(*text)});
  }
  if (evidence.logs.empty())
    evidence.log_problem =
        fmt::format("there are no logs yet in {}/{}/{} (EMR copies them every few minutes)",
                    log_folder_of(evidence.view), evidence.view.id, folder);
}

}  // namespace

// Other nodes ran the same script well.
std::string Evidence::failed_node() const {
  const size_t start = view.reason.find("i-");
  if (view.reason_code != "BOOTSTRAP_FAILURE" || start == std::string::npos) return {};
  const size_t end = view.reason.find_first_not_of("0123456789abcdef", start + 2);
  const std::string id = view.reason.substr(start, end - start);
  return id.size() < 10 ? std::string() : id + "/";
}

int Evidence::failed_bootstrap_action() const {
  for (const Json& detail : view.cluster.value("Status", Json::object()).value("ErrorDetails", Json::array()))
    for (const Json& data : detail.value("ErrorData", Json::array()))
      if (data.contains("bootstrap-action"))
        return static_cast<int>(base::parse_int(data["bootstrap-action"].get<std::string>()).value_or(0));
  constexpr std::string_view kWords = "bootstrap action ";
  const size_t at = view.reason.find(kWords);
  if (at == std::string::npos) return 0;
  const size_t start = at + kWords.size();
  const size_t end = view.reason.find_first_not_of("0123456789", start);
  return static_cast<int>(base::parse_int(view.reason.substr(start, end - start)).value_or(0));
}

Result<Evidence> gather(aws::Api& api, const std::string& id, const std::string& step) {
  Evidence evidence;
  SLUICE_TRY(evidence.view, view_cluster(api, id));
  SLUICE_TRY(evidence.steps, list_steps(api, id));
  std::ranges::reverse(evidence.steps);
  SLUICE_TRY(evidence.bootstrap_actions,
             aws::list_all(api, "emr", "ListBootstrapActions", {{"ClusterId", id}}));
  if (!step.empty() || !cluster_has_own_cause(evidence.view)) {
    SLUICE_TRY(evidence.step, find_step(evidence.steps, step, id));
  }
  read_logs(api, evidence);
  return evidence;
}

}  // namespace sluice::emr
