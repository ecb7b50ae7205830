#include "emr/explain_rules.h"

#include <fmt/format.h>

#include <array>
#include <regex>

#include "base/text.h"
#include "emr/cluster_lookup.h"
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

Answer bootstrap_script_missing(const Evidence& evidence) {
  if (evidence.view.reason_code != "BOOTSTRAP_FAILURE") return std::nullopt;
  std::string line, log;
  const std::string object = missing_object(evidence, evidence.view.reason, line, log);
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

Answer bootstrap_exit_code(const Evidence& evidence) {
  if (evidence.view.reason_code != "BOOTSTRAP_FAILURE") return std::nullopt;
  Explanation out = of_reply(
      evidence, "bootstrap-exit-code", action_text(evidence) + " ended with an exit code other than 0",
      "mend the script: it runs as user hadoop, before Hadoop is there, on every node; then "
      "provision again");
  static const std::regex kCode("(?:return|exit) ?code (-?[0-9]+)", std::regex::icase);
  for (const LogText& log : evidence.logs) {
    std::smatch parts;
    if (std::regex_search(log.text, parts, kCode) && parts[1] != "0") {
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

// --- what EMR says of a launch that could not be

struct Known {
  const char* code;
  std::regex pattern;  // of "CODE: message"
  const char* cause;   // "{0}", "{1}" are the parts of the pattern
  const char* fix;
};

std::regex words(const char* pattern) {
  return std::regex(pattern, std::regex::icase | std::regex::optimize);
}

const std::vector<Known>& known_reasons() {
  static const std::vector<Known> kKnown{
      {"instance-profile-invalid",
       words("Invalid ?Instance ?Profile:?\\s*([^\\s.]*)|instance profile ([^ ]+) is invalid"),
       "the instance profile {0} does not exist, or does not hold a role of the same name",
       "create it (aws iam create-instance-profile, add-role-to-instance-profile), or mend `role` in the "
       "cluster file"},
      {"instance-profile-not-authorised", words("Failed to authorize instance profile:?\\s*([^\\s.]*)"),
       "EMR may not use the instance profile {0}",
       "allow the caller iam:PassRole for the role; a profile made minutes ago needs a little more time"},
      {"service-role",
       words("(?:service role )?(\\S+) (?:has insufficient|is invalid)|insufficient EC2 permissions"),
       "the service role {0} does not exist, or may not do what EMR needs",
       "attach AmazonEMRServicePolicy_v2 (and iam:PassRole for the EC2 role) to it, or mend `service_role` "
       "in the cluster file"},
      {"key-pair-missing",
       words("SSH key name was invalid|key pair '?([^ ']*)'? does not exist|InvalidKeyPair"),
       "the SSH key pair does not exist in this region",
       "import it (aws ec2 import-key-pair), or mend `keypair_name` in the cluster file"},
      {"subnet-missing", words("subnet ID '?(subnet-\\w+)'? does not exist"),
       "the subnet {0} does not exist in this region",
       "mend `vpc_subnet_id` or `region` in the cluster file"},
      {"no-route",
       words("(?:Cannot find route to InternetGateway|No route to any external sources).*?(rtb-\\w+)|no "
             "route to an? internet"),
       "the subnet has no route to the internet in route table {0}",
       "add a route 0.0.0.0/0 to an internet gateway (public subnet) or a NAT gateway (private): aws ec2 "
       "create-route "
       "--route-table-id {0} --destination-cidr-block 0.0.0.0/0 --gateway-id igw-…"},
      {"vpc-dns-off", words("DNS (?:resolution|hostnames|support).*?(vpc-\\w+)"),
       "DNS support or DNS hostnames are off in {0}",
       "turn both on, one call each: aws ec2 modify-vpc-attribute --vpc-id {0} --enable-dns-support, and "
       "--enable-dns-hostnames"},
      {"instance-type-unsupported",
       words("instance type '?([\\w.]+)'? is not supported|does not support the instance type '?([\\w.]+)"),
       "the instance type {0} is not to be had in this availability zone",
       "take another type or a subnet in another zone: sluice cluster advise -f cluster.yml names today's "
       "types, "
       "aws ec2 describe-instance-type-offerings the zones"},
      {"security-group-missing", words("security group '?(sg-\\w+)'? does not exist"),
       "the security group {0} does not exist", "mend the security groups in the cluster file"},
      {"public-access-blocked", words("Security Groups? \\[([^\\]]*)\\] contain one or more ingress rules"),
       "the security group {0} lets the whole internet in on a port other than SSH, which this account "
       "blocks for EMR",
       "narrow the rule to your addresses; aws emr get-block-public-access-configuration shows the setting"},
      {"spot-bid-too-low",
       words("bid price is (?:below|too low)|price-too-low|SpotMaxPriceTooLow|max(?:imum)? price.*too low"),
       "the bid for spot instances is below what they cost now",
       "leave `bidprice` out (the cap is the on-demand price then) or raise it: sluice cluster price -f "
       "cluster.yml shows the market"},
      {"no-capacity",
       words("sufficient ([\\w.]+) capacity|Insufficient ?Instance ?Capacity|capacity-not-available|no Spot "
             "capacity"),
       "AWS has no capacity for {0} in this availability zone at the moment",
       "give several subnets in `vpc_subnet_id`, another type, or instance_fleets with several types; or try "
       "again later"},
      {"fleet-timeout", words("INSTANCE_FLEET_TIMEOUT|timeout expired before the target capacity"),
       "the instance fleet did not reach its capacity in time",
       "set on_demand_fallback: true, raise bid_price_pct to 100 (the default of 25 is often not enough), or "
       "name more "
       "instance_types"},
      {"quota",
       words("(?:instance|vCPU) "
             "(?:limit|quota)|VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded"),
       "the account's quota of instances is used up",
       "ask for more (Service Quotas, Running On-Demand Standard instances L-1216C47A), or end what is not "
       "needed: "
       "sluice cluster list"},
      {"subnet-full",
       words("not have enough free addresses|insufficient free addresses|InsufficientFreeAddresses"),
       "the subnet has no free addresses left", "take a larger subnet, or several in `vpc_subnet_id`"},
      {"node-lost", words("INSTANCE_FAILURE.*master instance \\(?(i-\\w+)?"),
       "the master instance {0} was lost: stopped by AWS or by a person, or taken back as a spot instance",
       "provision again; keep the master ON_DEMAND"},
      {"nodes-lost", words("INSTANCE_FAILURE"), "instances of the cluster were lost or could not be had",
       "provision again; spot instances can be taken back at any time, core nodes are safer ON_DEMAND"},
      {"idle-termination", words("\\bidle\\b"),
       "the cluster was idle for longer than auto_terminate_idle_seconds allows, and ended itself",
       "provision again when there is work; raise auto_terminate_idle_seconds to keep it longer"},
      {"internal-error", words("INTERNAL_ERROR"), "EMR had an internal error",
       "provision again; if it comes back, ask AWS support with the cluster id"},
  };
  return kKnown;
}

std::string fill(const char* text, const std::smatch& parts) {
  std::string part;
  for (size_t i = 1; i < parts.size() && part.empty(); ++i) part = parts[i].str();
  std::string out = text;
  for (size_t at; (at = out.find("{0}")) != std::string::npos;) out.replace(at, 3, part);
  while (out.find("  ") != std::string::npos) out.replace(out.find("  "), 2, " ");
  return out;
}

Answer known_reason(const Evidence& evidence) {
  const std::string reason = evidence.view.reason_code + ": " + evidence.view.reason;
  std::smatch parts;
  for (const Known& known : known_reasons())
    if (std::regex_search(reason, parts, known.pattern))
      return of_reply(evidence, known.code, fill(known.cause, parts), fill(known.fix, parts));
  return std::nullopt;
}

// --- ends that are no failure, and the rest

Answer ended_by_user(const Evidence& evidence) {
  if (evidence.view.reason_code != "USER_REQUEST") return std::nullopt;
  return of_reply(evidence, "terminated-by-user",
                  "a person, a script, or the timeout of a provision ended the cluster (TerminateJobFlows)",
                  "CloudTrail knows who: aws cloudtrail lookup-events --lookup-attributes "
                  "AttributeKey=EventName,AttributeValue=TerminateJobFlows");
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
constexpr std::array<Rule, 8> kRules{explain_step,  bootstrap_script_missing, bootstrap_exit_code, not_over,
                                     ended_by_user, all_steps_done,           known_reason,        no_reason};

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
