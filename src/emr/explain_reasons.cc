#include "emr/explain_reasons.h"

#include <regex>
#include <vector>

namespace sluice::emr {
namespace {

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
             "(?:limit|quota)|VcpuLimitExceeded|InstanceLimitExceeded|Max ?Spot ?Instance ?Count ?Exceeded"),
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
      {"internal-error", words("INTERNAL_ERROR"), "EMR had an internal error",
       "provision again; if it comes back, ask AWS support with the cluster id"},
  };
  return kKnown;
}

// `missing`: said where EMR's words name nothing.
std::string fill(const char* text, const std::smatch& parts, const char* missing) {
  std::string part;
  for (size_t i = 1; i < parts.size() && part.empty(); ++i) part = parts[i].str();
  if (part.empty()) part = missing;
  std::string out = text;
  for (size_t at; (at = out.find("{0}")) != std::string::npos;) out.replace(at, 3, part);
  return out;
}

}  // namespace

std::optional<KnownCause> cause_of_reason(const std::string& reason) {
  std::smatch parts;
  for (const Known& known : known_reasons())
    if (std::regex_search(reason, parts, known.pattern))
      return KnownCause{known.code, fill(known.cause, parts, "(EMR does not name it)"),
                        fill(known.fix, parts, "ID")};
  return std::nullopt;
}

}  // namespace sluice::emr
