// Checks 10 and 11: the names of the VPC, and what its groups let in.
#include <fmt/format.h>

#include <set>

#include "aws/pages.h"
#include "emr/preflight_check.h"

namespace sluice::emr {
namespace {

using aws::Json;

std::string vpc_of(const Look& look) {
  if (look.cluster.subnets.empty()) return {};
  auto reply = look.api.call("ec2", "DescribeSubnets", {{"SubnetIds", {look.cluster.subnets.front()}}});
  if (!reply || reply->value("Subnets", Json::array()).empty()) return {};  // check 9 tells
  return (*reply)["Subnets"][0].value("VpcId", "");
}

void check_attribute(const Look& look, Findings& findings, const std::string& vpc, const char* attribute,
                     const char* member, const char* option) {
  auto reply = look.api.call("ec2", "DescribeVpcAttribute", {{"VpcId", vpc}, {"Attribute", attribute}});
  if (!reply)
    return findings.not_checked("vpc_subnet_id", fmt::format("{} of {}", attribute, vpc), reply.error());
  if (reply->contains(member) && !(*reply)[member].value("Value", true))
    findings.error("vpc_subnet_id",
                   fmt::format("The subnet configuration was invalid: {} of {} is off", attribute, vpc),
                   fmt::format("aws ec2 modify-vpc-attribute --vpc-id {} --{}", vpc, option));
}

void check_domain(const Look& look, Findings& findings, const std::string& vpc) {
  auto reply = look.api.call("ec2", "DescribeVpcs", {{"VpcIds", {vpc}}});
  if (!reply) return findings.not_checked("vpc_subnet_id", vpc, reply.error());
  if (reply->value("Vpcs", Json::array()).empty()) return;
  const Json& one = (*reply)["Vpcs"][0];
  if (const std::string state = one.value("State", "available"); state != "available")
    findings.error("vpc_subnet_id", vpc + " is " + state, "wait until it is available");
  const std::string id = one.value("DhcpOptionsId", "default");
  if (!id.starts_with("dopt-")) return;
  auto options = look.api.call("ec2", "DescribeDhcpOptions", {{"DhcpOptionsIds", {id}}});
  if (!options || options->value("DhcpOptions", Json::array()).empty())
    return;  // moto's default set is not listed
  const std::string& region = look.api.region();
  const std::string usual = region == "us-east-1" ? "ec2.internal" : region + ".compute.internal";
  for (const Json& option : (*options)["DhcpOptions"][0].value("DhcpConfigurations", Json::array())) {
    const Json values = option.value("Values", Json::array());
    const std::string key = option.value("Key", ""),
                      value = values.empty() ? "" : values[0].value("Value", "");
    if ((key == "domain-name" && value != usual) ||
        (key == "domain-name-servers" && value != "AmazonProvidedDNS"))
      findings.warning("vpc_subnet_id",
                       fmt::format("DHCP options {} of {} set {} to {}, not {}", id, vpc, key, value,
                                   key == "domain-name" ? usual : "AmazonProvidedDNS"),
                       "YARN and HDFS may not find their nodes; use the region's default options");
  }
}

// The key of the file for each group that is named in it.
std::vector<std::pair<std::string, std::string>> named_groups(const Look& look) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [member, path] :
       {std::pair{"EmrManagedMasterSecurityGroup", "emr_managed_master_security_group"},
        std::pair{"EmrManagedSlaveSecurityGroup", "emr_managed_slave_security_group"},
        std::pair{"ServiceAccessSecurityGroup", "service_access_security_group"}})
    if (look.instances.contains(member)) out.emplace_back(look.instances[member].get<std::string>(), path);
  for (const auto& [member, path] :
       {std::pair{"AdditionalMasterSecurityGroups", "additional_master_security_groups"},
        std::pair{"AdditionalSlaveSecurityGroups", "additional_slave_security_groups"}})
    for (const Json& id : look.instances.value(member, Json::array()))
      out.emplace_back(id.get<std::string>(), path);
  return out;
}

bool is_open(const Json& rule) {
  for (const Json& range : rule.value("IpRanges", Json::array()))
    if (range.value("CidrIp", "") == "0.0.0.0/0") return true;
  for (const Json& range : rule.value("Ipv6Ranges", Json::array()))
    if (range.value("CidrIpv6", "") == "::/0") return true;
  return false;
}
bool is_permitted(int from, int to, const Json& permitted) {
  for (const Json& range : permitted)
    if (from >= range.value("MinRange", 0) && to <= range.value("MaxRange", range.value("MinRange", 0)))
      return true;
  return false;
}

void check_rules(Findings& findings, const std::string& path, const Json& group, const Json& permitted) {
  for (const Json& rule : group.value("IpPermissions", Json::array())) {
    const bool all = rule.value("IpProtocol", "") == "-1";
    const int from = all ? 0 : rule.value("FromPort", 0), to = all ? 65535 : rule.value("ToPort", from);
    if (!is_open(rule) || is_permitted(from, to, permitted)) continue;
    const std::string ports =
        from == to ? fmt::format("port {}", from) : fmt::format("ports {}-{}", from, to);
    findings.error(path,
                   fmt::format("security group {} lets the whole world in on {}; the account's block public "
                               "access refuses such a cluster",
                               group.value("GroupId", ""), ports),
                   "narrow the rule, or except the port in EMR's block public access");
  }
}

}  // namespace

Diagnostics check_vpc(const Look& look) {
  Findings findings(look, "P10");
  const std::string vpc = vpc_of(look);
  if (vpc.empty()) return {};
  check_attribute(look, findings, vpc, "enableDnsSupport", "EnableDnsSupport", "enable-dns-support");
  check_attribute(look, findings, vpc, "enableDnsHostnames", "EnableDnsHostnames", "enable-dns-hostnames");
  check_domain(look, findings, vpc);
  return findings.take();
}

Diagnostics check_public_access(const Look& look) {
  Findings findings(look, "P11");
  const auto named = named_groups(look);
  if (named.empty()) return {};
  std::set<std::string> ids;
  for (const auto& [id, path] : named) ids.insert(id);
  auto groups = look.api.call("ec2", "DescribeSecurityGroups", {{"GroupIds", ids}});
  if (!groups && groups.error().code.starts_with("InvalidGroup")) {
    std::string path = named.front().second;
    for (const auto& [id, where] : named)
      if (groups.error().message.find(id) != std::string::npos) path = where;
    findings.error(path, groups.error().message, "aws ec2 describe-security-groups");
  } else if (!groups) {
    findings.not_checked(named.front().second, "the security groups", groups.error());
  }
  if (!groups) return findings.take();
  auto block = look.api.call("emr", "GetBlockPublicAccessConfiguration", Json::object());
  if (!block) {
    findings.not_checked("", "block public access", block.error());
    return findings.take();
  }
  const Json rule = block->value("BlockPublicAccessConfiguration", Json::object());
  if (!rule.value("BlockPublicSecurityGroupRules", false)) return findings.take();
  const Json permitted = rule.value("PermittedPublicSecurityGroupRuleRanges", Json::array());
  for (const Json& group : groups->value("SecurityGroups", Json::array()))
    for (const auto& [id, path] : named)
      if (group.value("GroupId", "") == id) check_rules(findings, path, group, permitted);
  return findings.take();
}

}  // namespace sluice::emr
