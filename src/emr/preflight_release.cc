// Checks 4 and 5: the release, its applications, its instance types.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "cluster/sizing.h"
#include "emr/preflight_check.h"
#include "format/yaml.h"

namespace sluice::emr {
namespace {

using aws::Json;

bool is_refusal(const Error& error) {
  return error.code == "ValidationException" || error.code == "InvalidRequestException";
}

std::string release_hint(const Look& look, const std::string& label) {
  auto labels = chained(look.api, "ListReleaseLabels", Json::object(), "ReleaseLabels", "NextToken");
  if (!labels || labels->empty()) return "aws emr list-release-labels";
  std::vector<std::string> names;
  for (const Json& one : *labels) names.push_back(one.get<std::string>());
  const auto near = format::nearest(label, names);
  return near ? "did you mean " + *near + "? The newest is " + names.front()
              : "the newest is " + names.front();
}

std::string rename_hint(const std::string& name, const std::string& release,
                        const std::set<std::string>& known) {
  const std::string low = base::to_lower_ascii(name);
  const std::string other = low.ends_with("-sandbox") ? low.substr(0, low.size() - 8) : low + "-sandbox";
  for (const std::string& one : known)
    if (base::to_lower_ascii(one) == other) return fmt::format("{} is called {} in {}", name, one, release);
  if (low == "sqoop" || low == "sqoop-sandbox")
    return "the last release with Sqoop is emr-7.4.0; the jobs of sluice do not need it";
  if (low == "ganglia")
    return "no release from emr-7.0.0 on has Ganglia; leave it out (CloudWatch agent instead)";
  const auto near = format::nearest(name, {known.begin(), known.end()});
  return near ? "did you mean " + *near + "?" : "aws emr describe-release-label --release-label " + release;
}

// The supported type of that shape: the replacement by table, else one of the same size.
std::string type_hint(const std::string& type, const std::set<std::string>& supported) {
  if (const std::string current = cluster::replacement_of(type); supported.contains(current))
    return "use " + current;
  const std::string size = type.substr(std::min(type.find('.'), type.size()));
  for (const char* family : {"m5", "m4", "m6i", "m3"})
    if (supported.contains(family + size)) return "use " + (family + size);
  const auto near = format::nearest(type, {supported.begin(), supported.end()});
  return near ? "did you mean " + *near + "?" : "";
}

}  // namespace

Diagnostics check_release(const Look& look) {
  Findings findings(look, "P04");
  const std::string label = look.cluster.body.value("ReleaseLabel", "");
  if (label.empty()) {
    findings.error("ami_version", "AMI versions 2.x and 3.x can no longer be launched",
                   "set release_label, for example emr-7.4.0 (the last release with Sqoop)");
    return findings.take();
  }
  auto applications =
      chained(look.api, "DescribeReleaseLabel", {{"ReleaseLabel", label}}, "Applications", "NextToken");
  if (!applications && is_refusal(applications.error()))
    findings.error("release_label", "The supplied release label is invalid: " + label + ".",
                   release_hint(look, label));
  else if (!applications)
    findings.not_checked("release_label", "release " + label, applications.error());
  if (!applications) return findings.take();
  std::set<std::string> known, low;
  for (const Json& one : *applications) known.insert(one.value("Name", ""));
  for (const std::string& one : known) low.insert(base::to_lower_ascii(one));
  const Json wanted = look.cluster.body.value("Applications", Json::array());
  for (size_t i = 0; i < wanted.size() && !known.empty(); ++i)
    if (const std::string name = wanted[i].value("Name", ""); !low.contains(base::to_lower_ascii(name)))
      findings.error(fmt::format("applications[{}].name", i),
                     fmt::format("{} has no application {}", label, name), rename_hint(name, label, known));
  return findings.take();
}

Diagnostics check_types(const Look& look) {
  Findings findings(look, "P05");
  const std::string label = look.cluster.body.value("ReleaseLabel", "");
  if (label.empty()) return {};
  auto types = chained(look.api, "ListSupportedInstanceTypes", {{"ReleaseLabel", label}},
                       "SupportedInstanceTypes", "Marker");
  if (!types && is_refusal(types.error())) return {};  // check 4 tells
  if (!types) {
    findings.not_checked("release_label", "instance types of " + label, types.error());
    return findings.take();
  }
  std::set<std::string> supported;
  for (const Json& one : *types) supported.insert(one.value("Type", ""));
  if (supported.empty()) return {};
  for (const cluster::PlannedGroup& group : look.groups)
    for (size_t i = 0; i < group.types.size(); ++i)
      if (const std::string& type = group.types[i].type; !supported.contains(type))
        findings.error(group.path + (group.fleet ? fmt::format(".instance_types[{}].type", i) : ".type"),
                       fmt::format("Instance type '{}' is not supported on {}.", type, label),
                       type_hint(type, supported));
  return findings.take();
}

}  // namespace sluice::emr
