#include "cli/private_key_check.h"

#include <fmt/format.h>

#include "base/exchange.h"
#include "base/text.h"

namespace sluice::cli {
namespace {

// "ssh-ed25519 AAAA…" without the comment; empty if there is none.
std::string key_part(const std::string& line) {
  const std::string text(base::trim(line));
  const size_t first = text.find(' ');
  return first == std::string::npos ? std::string() : text.substr(0, text.find(' ', first + 1));
}

std::string public_key_of(const std::string& private_key) {
  auto reply = base::exchange({.argv = {"/usr/bin/ssh-keygen", "-y", "-P", "", "-f", private_key}});
  return reply && reply->exit_code == 0 ? key_part(reply->output) : std::string();
}

std::string public_key_of_pair(aws::Api& api, const std::string& name) {
  auto reply = api.call("ec2", "DescribeKeyPairs", {{"KeyNames", {name}}, {"IncludePublicKey", true}});
  if (!reply) return {};
  for (const aws::Json& pair : reply->value("KeyPairs", aws::Json::array()))
    if (pair.contains("PublicKey")) return key_part(pair["PublicKey"].get<std::string>());
  return {};
}

}  // namespace

Diagnostics check_private_key(aws::Api& api, const cluster::ClusterFile& cluster,
                              const std::string& private_key) {
  Diagnostics findings;
  const std::string name = cluster.body.value("Instances", aws::Json::object()).value("Ec2KeyName", "");
  if (private_key.empty() || name.empty()) return findings;
  const std::string ours = public_key_of(private_key), theirs = public_key_of_pair(api, name);
  if (!ours.empty() && !theirs.empty() && ours != theirs)
    findings.add({base::Severity::kError,
                  fmt::format("the private key {} is not that of the key pair {}", private_key, name),
                  cluster.mark("keypair_name"), "give the right file to --private-key, or mend keypair_name",
                  "P12", "keypair_name"});
  return findings;
}

}  // namespace sluice::cli
