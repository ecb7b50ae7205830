#include "emr/preflight.h"

#include <array>

#include "base/parallel.h"
#include "cluster/advice.h"
#include "emr/preflight_check.h"

namespace sluice::emr {

void Findings::error(const std::string& path, std::string message, std::string hint) {
  add(base::Severity::kError, path, std::move(message), std::move(hint));
}
void Findings::warning(const std::string& path, std::string message, std::string hint) {
  add(base::Severity::kWarning, path, std::move(message), std::move(hint));
}
void Findings::not_checked(const std::string& path, const std::string& what, const Error& error) {
  const bool refused = error.kind == ErrorKind::kPermission;
  warning(path, what + " could not be checked: " + error.message,
          refused ? "allow the caller the action, or look yourself" : "");
}
void Findings::add(base::Severity severity, const std::string& path, std::string message, std::string hint) {
  all_.add({severity, std::move(message), look_.mark(path), std::move(hint), code_, path});
}

Result<std::vector<aws::Json>> chained(aws::Api& api, const std::string& operation, aws::Json input,
                                       const std::string& key, const std::string& token) {
  std::vector<aws::Json> out;
  for (std::string last;;) {
    SLUICE_TRY(const aws::Json page, api.call("emr", operation, input));
    for (const aws::Json& item : page.value(key, aws::Json::array())) out.push_back(item);
    const std::string next = page.value(token, "");
    if (next.empty() || next == last) return out;
    input[token] = last = next;
  }
}

namespace {

using Check = Diagnostics (*)(const Look&);
constexpr std::array<Check, 14> kChecks = {
    check_caller,       check_permissions, check_region,  check_release,       check_types,
    check_quotas,       check_bids,        check_vpc,     check_public_access, check_key_pair,
    check_service_role, check_profile,     check_objects, check_name};
constexpr size_t kAtOnce = 4;

// The memory settings, as check 17.
Diagnostics check_memory(const cluster::ClusterFile& cluster) {
  Diagnostics out;
  const Diagnostics advice = cluster::advise_findings(cluster);
  for (const base::Diagnostic& finding : advice.all())
    if (finding.severity == base::Severity::kError) out.add(finding);
  return out;
}

}  // namespace

Preflight preflight(aws::Api& api, const cluster::ClusterFile& cluster) {
  const Look look{api, cluster, cluster::planned_groups(cluster.body),
                  cluster.body.value("Instances", aws::Json::object())};
  std::array<Diagnostics, kChecks.size()> found;
  SubnetChoice choice;
  // A check gives findings, never an Error.
  (void)base::run_parallel(kAtOnce, kChecks.size() + 1, [&](size_t i) -> Status {
    if (i == 0)
      choice = check_subnets(look);
    else
      found[i - 1] = kChecks[i - 1](look);
    return {};
  });
  Preflight out;
  out.subnet = choice.subnet;
  for (Diagnostics& findings : found) out.findings.append(std::move(findings));
  out.findings.append(std::move(choice.findings));
  out.findings.append(check_memory(cluster));
  out.findings.sort_by_place();
  return out;
}

}  // namespace sluice::emr
