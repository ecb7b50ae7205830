// Checks 1, 2, 3 and 16: who calls, what they may, where, and whether the name is free.
#include <fmt/format.h>

#include "aws/partition.h"
#include "emr/cluster_lookup.h"
#include "emr/preflight_check.h"

namespace sluice::emr {
namespace {

using aws::Json;

// IAM's name of the caller; empty for the root user and for what cannot be asked about.
std::string principal_of(const std::string& arn) {
  const size_t assumed = arn.find(":assumed-role/");
  if (assumed == std::string::npos) return arn.ends_with(":root") ? std::string() : arn;
  const size_t name = assumed + 14, end = arn.find('/', name);
  std::string out = arn.substr(0, assumed) + ":role/" + arn.substr(name, end - name);
  if (const size_t sts = out.find(":sts:"); sts != std::string::npos) out.replace(sts, 5, ":iam:");
  return out;
}

// Those that the policies deny for certain.
Result<std::vector<std::string>> denied(const Look& look, Json input) {
  SLUICE_TRY(const Json reply, look.api.call("iam", "SimulatePrincipalPolicy", input));
  std::vector<std::string> out;
  for (const Json& result : reply.value("EvaluationResults", Json::array()))
    if (result.value("EvalDecision", "allowed") != "allowed" &&
        result.value("MissingContextValues", Json::array()).empty())
      out.push_back(result.value("EvalActionName", ""));
  return out;
}

void check_passing(const Look& look, Findings& findings, const std::string& principal,
                   const std::string& account, const std::string& path, const std::string& role,
                   const std::string& service) {
  if (role.empty()) return;
  const std::string arn =
      role.starts_with("arn:")
          ? role
          : fmt::format("arn:{}:iam::{}:role/{}", aws::partition_of(look.api.region()).name, account, role);
  const Json context = {{"ContextKeyName", "iam:PassedToService"},
                        {"ContextKeyType", "string"},
                        {"ContextKeyValues", {service}}};
  auto missing = denied(look, {{"PolicySourceArn", principal},
                               {"ActionNames", {"iam:PassRole"}},
                               {"ResourceArns", {arn}},
                               {"ContextEntries", Json::array({context})}});
  if (!missing) return findings.not_checked(path, "the right to pass role " + role, missing.error());
  if (!missing->empty())
    findings.error(path, fmt::format("{} may not pass role {} to EMR", principal, role),
                   "allow iam:PassRole on " + arn);
}

// `deployment.account` of the file keeps a launch out of the wrong account.
void check_account(const Look& look, const std::string& account, Findings& findings) {
  const format::YamlNode* deployment = look.cluster.document.find("deployment");
  const format::YamlNode* wanted = deployment ? deployment->find("account") : nullptr;
  if (wanted && wanted->is_scalar() && wanted->text != account)
    findings.error(
        "deployment.account",
        fmt::format("these credentials are of account {}, the file is for {}", account, wanted->text),
        "set AWS_PROFILE to a profile of that account");
}

}  // namespace

Diagnostics check_caller(const Look& look) {
  Findings findings(look, "P01");
  auto reply = look.api.call("sts", "GetCallerIdentity", Json::object());
  if (reply) {
    check_account(look, reply->value("Account", ""), findings);
  } else {
    if (reply.error().kind == ErrorKind::kPermission)
      findings.error("", "AWS does not accept the credentials: " + reply.error().message,
                     "set AWS_PROFILE or AWS_ACCESS_KEY_ID; `aws sts get-caller-identity` must work");
    else
      findings.not_checked("", "the caller", reply.error());
  }
  return findings.take();
}

Diagnostics check_permissions(const Look& look) {
  Findings findings(look, "P02");
  auto caller = look.api.call("sts", "GetCallerIdentity", Json::object());
  if (!caller) return {};  // check 1 tells
  const std::string principal = principal_of(caller->value("Arn", "")),
                    account = caller->value("Account", "");
  if (principal.empty()) return {};
  auto missing = denied(look, {{"PolicySourceArn", principal},
                               {"ActionNames",
                                {"elasticmapreduce:RunJobFlow", "elasticmapreduce:AddTags",
                                 "elasticmapreduce:DescribeCluster", "elasticmapreduce:ListClusters",
                                 "elasticmapreduce:ListInstances", "elasticmapreduce:ListSteps"}}});
  if (!missing) {
    findings.not_checked("", "the caller's permissions", missing.error());
    return findings.take();
  }
  if (!missing->empty()) {
    std::string list;
    for (const std::string& action : *missing) list += (list.empty() ? "" : ", ") + action;
    findings.error("", principal + " may not " + list, "allow these actions");
  }
  const Json& body = look.cluster.body;
  check_passing(look, findings, principal, account, "role", body.value("JobFlowRole", ""),
                "ec2.amazonaws.com");
  check_passing(look, findings, principal, account, "service_role", body.value("ServiceRole", ""),
                "elasticmapreduce.amazonaws.com");
  return findings.take();
}

Diagnostics check_region(const Look& look) {
  Findings findings(look, "P03");
  const std::string& region = look.api.region();
  auto reply = look.api.call("ec2", "DescribeRegions", {{"RegionNames", {region}}, {"AllRegions", true}});
  if (!reply && reply.error().code == "InvalidParameterValue")
    findings.error("region", "there is no region " + region, "for example us-east-1");
  else if (!reply)
    findings.not_checked("region", "region " + region, reply.error());
  else
    for (const Json& one : reply->value("Regions", Json::array()))
      if (one.value("RegionName", "") == region && one.value("OptInStatus", "") == "not-opted-in")
        findings.error("region", "region " + region + " is not enabled for this account",
                       "aws account enable-region --region-name " + region);
  return findings.take();
}

Diagnostics check_name(const Look& look) {
  Findings findings(look, "P16");
  auto live = find_live_cluster(look.api, look.cluster.name);
  if (!live && live.error().kind == ErrorKind::kConflict)
    findings.error("name", live.error().message, live.error().hint);
  else if (!live)
    findings.not_checked("name", "whether the name is free", live.error());
  else if (*live)
    findings.warning("name",
                     fmt::format("cluster {} of this name is {} already", (*live)->id, (*live)->state),
                     "provision takes that one; another name makes a second cluster");
  return findings.take();
}

}  // namespace sluice::emr
