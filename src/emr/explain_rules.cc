#include "emr/explain_rules.h"

#include <fmt/format.h>

#include <array>
#include <regex>

#include "base/text.h"
#include "emr/cluster_lookup.h"
#include "emr/explain_reasons.h"
#include "emr/explain_steps.h"
#include "emr/log_files.h"

namespace sluice::emr {
namespace {

using Answer = std::optional<Explanation>;
constexpr size_t kShownLines = 8;

Explanation of_reply(const Evidence& evidence, std::string code, std::string cause, std::string fix) {
  const std::string reason = evidence.view.reason_code.empty()
                                 ? evidence.view.reason
                                 : evidence.view.reason_code + ": " + evidence.view.reason;
  return {true,
          std::move(code),
          std::move(cause),
          "EMR DescribeCluster, StateChangeReason",
          {redacted(reason)},
          std::move(fix)};
}

// --- bootstrap actions

std::string action_text(const Evidence& evidence) {
  const int number = evidence.failed_bootstrap_action();
  if (number < 1 || static_cast<size_t>(number) > evidence.bootstrap_actions.size())
    return number ? fmt::format("bootstrap action {}", number) : "a bootstrap action";
  const auto& action = evidence.bootstrap_actions[static_cast<size_t>(number) - 1];
  return fmt::format("bootstrap action {} '{}' ({})", number, action.value("Name", ""),
                     action.value("ScriptPath", ""));
}

// EMR tells of a script that it cannot download, but not always which.
std::string script_not_downloaded(const Evidence& evidence) {
  const int number = evidence.failed_bootstrap_action();
  if (evidence.view.reason.find("download") == std::string::npos || number < 1 ||
      static_cast<size_t>(number) > evidence.bootstrap_actions.size())
    return {};
  return evidence.bootstrap_actions[static_cast<size_t>(number) - 1].value("ScriptPath", "");
}

Answer bootstrap_script_missing(const Evidence& evidence) {
  if (evidence.view.reason_code != "BOOTSTRAP_FAILURE") return std::nullopt;
  std::string line, log;
  std::string object = missing_object(evidence, evidence.view.reason, line, log);
  if (object.empty()) {
    object = script_not_downloaded(evidence);
    line = redacted(evidence.view.reason);
  }
  if (object.empty()) return std::nullopt;
  Explanation out =
      of_reply(evidence, "bootstrap-script-missing",
               fmt::format("{} needs {}, which is not there", action_text(evidence), object),
               fmt::format("upload it (aws s3 cp FILE {}), or mend its path under bootstrap_actions of "
                           "the cluster file; then provision again",
                           object));
  out.evidence = {line};
  if (!log.empty()) out.log = log;
  return out;
}

Answer bootstrap_time_out(const Evidence& evidence) {
  static const std::regex kTimeOut("timed? ?out", std::regex::icase);
  if (evidence.view.reason_code != "BOOTSTRAP_FAILURE" ||
      !std::regex_search(evidence.view.reason, kTimeOut) || !evidence.failed_bootstrap_action())
    return std::nullopt;
  return of_reply(
      evidence, "bootstrap-time-out", action_text(evidence) + " did not end in time",
      "look for what it waits for (a host that it cannot reach, a question): sluice cluster logs " +
          evidence.view.id);
}

// Hadoop and the applications could not be set up; no script of ours is to blame.
Answer provisioning_failed(const Evidence& evidence) {
  static const std::regex kProvisioning("application provisioning", std::regex::icase);
  if (!std::regex_search(evidence.view.reason, kProvisioning)) return std::nullopt;
  return of_reply(evidence, "application-provisioning",
                  "EMR could not set up the cluster's applications on a node",
                  "look at `configurations` and `applications` in the cluster file; "
                  "node/…/provision-node/…/stderr in the logs tells more: sluice cluster logs " +
                      evidence.view.id);
}

Answer bootstrap_exit_code(const Evidence& evidence) {
  if (evidence.view.reason_code != "BOOTSTRAP_FAILURE") return std::nullopt;
  Explanation out = of_reply(
      evidence, "bootstrap-exit-code", action_text(evidence) + " ended with an exit code other than 0",
      "mend the script: it runs as user hadoop, before Hadoop is there, on every node; then "
      "provision again");
  static const std::regex kCode("(?:return|exit) ?(?:code|status):? (-?[1-9][0-9]*)", std::regex::icase);
  for (const LogText& log : evidence.logs) {
    std::smatch parts;
    if (std::regex_search(log.text, parts, kCode)) {
      out.cause = fmt::format("{} ended with exit code {}", action_text(evidence), parts[1].str());
      break;
    }
  }
  for (const LogText& log : evidence.logs)
    if (auto lines = last_lines(log.text, kShownLines); !lines.empty()) {
      out.evidence = std::move(lines);
      out.log = log.uri;
      break;
    }
  return out;
}

Answer known_reason(const Evidence& evidence) {
  auto known = cause_of_reason(evidence.view.reason_code + ": " + evidence.view.reason);
  if (!known) return std::nullopt;
  return of_reply(evidence, std::move(known->code), std::move(known->cause), std::move(known->fix));
}

// --- ends that are no failure, and the rest

Answer ended_by_user(const Evidence& evidence) {
  if (evidence.view.reason_code != "USER_REQUEST") return std::nullopt;
  return of_reply(evidence, "terminated-by-user",
                  "a person, a script, or the timeout of a provision ended the cluster (TerminateJobFlows)",
                  "CloudTrail knows who: aws cloudtrail lookup-events --lookup-attributes "
                  "AttributeKey=EventName,AttributeValue=TerminateJobFlows");
}

Answer ended_idle(const Evidence& evidence) {
  static const std::regex kIdle("\\bidle\\b", std::regex::icase);
  if (!std::regex_search(evidence.view.reason, kIdle)) return std::nullopt;
  Explanation out =
      of_reply(evidence, "idle-termination",
               "the cluster was idle for longer than auto_terminate_idle_seconds allows, and ended itself",
               "provision again when there is work; raise auto_terminate_idle_seconds to keep it longer");
  out.failed = false;
  return out;
}

Answer all_steps_done(const Evidence& evidence) {
  if (evidence.view.reason_code != "ALL_STEPS_COMPLETED") return std::nullopt;
  Explanation out = of_reply(evidence, "all-steps-completed",
                             "all steps were done, and the cluster was not to be kept alive",
                             "keep_alive: true in the cluster file keeps it for more steps");
  out.failed = false;
  return out;
}

Answer not_over(const Evidence& evidence) {
  if (is_over(evidence.view.state) || evidence.view.state == "TERMINATING") return std::nullopt;
  for (const NodeGroup& group : evidence.view.groups)
    if (group.state == "ARRESTED" || group.state == "SUSPENDED")
      return Explanation{true,
                         "group-" + base::to_lower_ascii(group.state),
                         fmt::format("the {} group cannot get its {} instances (it has {})",
                                     base::to_lower_ascii(group.role), group.requested, group.running),
                         "EMR, state of the group",
                         {redacted(group.reason)},
                         "another type, another zone, a free address or a higher bid; then provision again"};
  Explanation out;
  out.code = base::to_lower_ascii(evidence.view.state);
  out.cause =
      fmt::format("nothing is wrong with cluster {}: it is {}", evidence.view.id, evidence.view.state);
  if (!evidence.view.reason.empty()) out.evidence = {evidence.view.reason};
  return out;
}

Answer no_reason(const Evidence& evidence) {
  return of_reply(evidence, "unknown",
                  evidence.view.reason.empty()
                      ? fmt::format("cluster {} ended without a reason", evidence.view.id)
                      : evidence.view.reason,
                  "sluice cluster logs " + evidence.view.id + " shows what its nodes logged");
}

using Rule = Answer (*)(const Evidence&);
constexpr std::array<Rule, 11> kRules{explain_step,
                                      bootstrap_script_missing,
                                      bootstrap_time_out,
                                      provisioning_failed,
                                      bootstrap_exit_code,
                                      not_over,
                                      ended_idle,
                                      ended_by_user,
                                      all_steps_done,
                                      known_reason,
                                      no_reason};

}  // namespace

Explanation explain_evidence(const Evidence& evidence) {
  for (Rule rule : kRules)
    if (Answer answer = rule(evidence)) {
      if (answer->failed && !evidence.log_problem.empty() && evidence.step.is_null())
        answer->evidence.push_back(evidence.log_problem);
      return std::move(*answer);
    }
  return {};
}

}  // namespace sluice::emr
