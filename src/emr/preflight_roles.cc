// Checks 12 and 13: the key pair, the service role, the instance profile and its role.
#include <fmt/format.h>

#include <algorithm>

#include "aws/pages.h"
#include "base/text.h"
#include "emr/preflight_check.h"

namespace sluice::emr {
namespace {

using aws::Json;

std::string name_of_arn(const std::string& role) {
  return role.substr(role.rfind('/') + 1);
}
bool is_missing(const Error& error) {
  return error.code == "NoSuchEntity" || error.code == "NoSuchEntityException";
}

std::string url_decoded(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) &&
        std::isxdigit(static_cast<unsigned char>(text[i + 2]))) {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  return out;
}

bool holds(const Json& value, const std::string& wanted) {
  if (value.is_string())
    return value.get<std::string>() == wanted || value.get<std::string>().starts_with(wanted + ".");
  if (!value.is_array()) return false;
  return std::ranges::any_of(value, [&](const Json& one) { return holds(one, wanted); });
}

// The trust policy lets `service` take the role; a document that cannot be read is taken as good.
bool trusts(const Json& role, const std::string& service) {
  const Json text = role.value("AssumeRolePolicyDocument", Json());
  const Json policy =
      text.is_string() ? Json::parse(url_decoded(text.get<std::string>()), nullptr, false) : text;
  if (!policy.is_object() || !policy.contains("Statement")) return true;
  const Json all = policy["Statement"].is_array() ? policy["Statement"] : Json::array({policy["Statement"]});
  for (const Json& statement : all) {
    const Json who = statement.value("Principal", Json());
    if (statement.value("Effect", "") == "Allow" && who.is_object() &&
        holds(who.value("Service", Json()), service))
      return true;
  }
  return false;
}

void check_trust(Findings& findings, const std::string& path, const Json& role, const std::string& service) {
  if (trusts(role, service)) return;
  const std::string name = role.value("RoleName", "");
  findings.error(path, fmt::format("role {} does not trust {}", name, service),
                 "aws iam update-assume-role-policy --role-name " + name + " --policy-document …");
}

// AmazonEMRServicePolicy_v2 allows only what carries its tag.
void check_v2_tag(const Look& look, Findings& findings, const std::string& role) {
  auto policies = aws::list_all(look.api, "iam", "ListAttachedRolePolicies", {{"RoleName", role}});
  if (!policies) return findings.not_checked("service_role", "the policies of " + role, policies.error());
  if (std::ranges::none_of(
          *policies, [](const Json& p) { return p.value("PolicyName", "") == "AmazonEMRServicePolicy_v2"; }))
    return;
  const std::string key = "for-use-with-amazon-emr-managed-policies";
  auto tagged = [&](const Json& tags) {
    return std::ranges::any_of(
        tags, [&](const Json& t) { return t.value("Key", "") == key && t.value("Value", "") == "true"; });
  };
  const std::string why = role + " has AmazonEMRServicePolicy_v2, which needs the tag " + key + "=true";
  if (!tagged(look.cluster.body.value("Tags", Json::array())))
    findings.error("tags", why + " on the cluster", "add {Key: " + key + ", Value: 'true'} to tags");
  if (look.cluster.subnets.empty()) return;
  auto subnets = look.api.call("ec2", "DescribeSubnets", {{"SubnetIds", look.cluster.subnets}});
  if (!subnets) return;  // check 9 tells
  for (const Json& subnet : subnets->value("Subnets", Json::array()))
    if (const std::string id = subnet.value("SubnetId", ""); !tagged(subnet.value("Tags", Json::array())))
      findings.error("vpc_subnet_id", why + " on subnet " + id,
                     fmt::format("aws ec2 create-tags --resources {} --tags Key={},Value=true", id, key));
}

}  // namespace

Diagnostics check_key_pair(const Look& look) {
  Findings findings(look, "P12");
  const std::string name = look.instances.value("Ec2KeyName", "");
  if (name.empty()) return {};
  auto reply = look.api.call("ec2", "DescribeKeyPairs", {{"KeyNames", {name}}});
  if (!reply && reply.error().code == "InvalidKeyPair.NotFound")
    findings.error("keypair_name",
                   fmt::format("The key pair '{}' does not exist in {}", name, look.api.region()),
                   "aws ec2 describe-key-pairs");
  else if (!reply)
    findings.not_checked("keypair_name", "key pair " + name, reply.error());
  return findings.take();
}

Diagnostics check_service_role(const Look& look) {
  Findings findings(look, "P13");
  const std::string name = name_of_arn(look.cluster.body.value("ServiceRole", ""));
  if (name.empty()) return {};
  auto reply = look.api.call("iam", "GetRole", {{"RoleName", name}});
  if (!reply && is_missing(reply.error())) {
    findings.error("service_role", "Service role " + name + " does not exist",
                   "aws emr create-default-roles");
  } else if (!reply) {
    findings.not_checked("service_role", "role " + name, reply.error());
  } else {
    check_trust(findings, "service_role", reply->value("Role", Json::object()),
                "elasticmapreduce.amazonaws.com");
    check_v2_tag(look, findings, name);
  }
  return findings.take();
}

Diagnostics check_profile(const Look& look) {
  Findings findings(look, "P13");
  const std::string name = name_of_arn(look.cluster.body.value("JobFlowRole", ""));
  if (name.empty()) return {};
  auto reply = look.api.call("iam", "GetInstanceProfile", {{"InstanceProfileName", name}});
  if (!reply && is_missing(reply.error())) {
    findings.error(
        "role", "Invalid InstanceProfile: " + name + ".",
        fmt::format(
            "aws iam create-instance-profile --instance-profile-name {}, and add the role of the same name",
            name));
    return findings.take();
  }
  if (!reply) {
    findings.not_checked("role", "instance profile " + name, reply.error());
    return findings.take();
  }
  const Json roles = reply->value("InstanceProfile", Json::object()).value("Roles", Json::array());
  if (roles.empty())
    findings.error(
        "role", "Invalid InstanceProfile: " + name + ": it holds no role",
        fmt::format("aws iam add-role-to-instance-profile --instance-profile-name {} --role-name {}", name,
                    name));
  else if (const std::string role = roles[0].value("RoleName", ""); role != name)
    findings.error("role",
                   fmt::format("Invalid InstanceProfile: {}: its role is called {}; EMR wants the same name",
                               name, role),
                   "make a role and a profile of one name");
  else
    check_trust(findings, "role", roles[0], "ec2.amazonaws.com");
  return findings.take();
}

}  // namespace sluice::emr
