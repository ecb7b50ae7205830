#include "emr/launch_cluster.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/instant.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/pause.h"
#include "emr/cluster_lookup.h"

namespace sluice::emr {
namespace {

using aws::Json;
constexpr int kMostSends = 5;
constexpr int kLooksAfterLoss = 3;
constexpr std::chrono::minutes kProfileSpreads{2}, kProfileIsNew{10}, kListsAreLate{1};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// EMR does not know a new instance profile for a while.
bool profile_unknown(const Error& error) {
  return (error.code == "ValidationException" && contains(error.message, "Invalid InstanceProfile")) ||
         (error.code == "AccessDeniedException" &&
          contains(error.message, "Failed to authorize instance profile"));
}

// Made, or its role made, a short time ago.
bool profile_is_new(aws::Api& api, const std::string& profile, base::Clock& clock) {
  auto reply = api.call("iam", "GetInstanceProfile", {{"InstanceProfileName", profile}});
  if (!reply) return false;
  const Json& found = reply->at("InstanceProfile");
  const auto is_new = [&](const Json& made) {
    return made.contains("CreateDate") && clock.now() - aws::time_of(made["CreateDate"]) < kProfileIsNew;
  };
  const Json roles = found.value("Roles", Json::array());
  return is_new(found) || std::ranges::any_of(roles, is_new);
}

// Lists follow a launch late: one look is not enough to say that there is none.
Result<std::optional<std::string>> look_for(aws::Api& api, const std::string& name, const Launch& launch,
                                            int looks, const LaunchOptions& options) {
  for (int look = 1;; ++look) {
    SLUICE_TRY(const auto found, find_run(api, name, launch.run, launch.time));
    if (found) return found->id;
    if (look == looks) return std::nullopt;
    SLUICE_CHECK(base::pause(*options.clock, options.settle));
  }
}

class Launcher {
 public:
  Launcher(aws::Api& api, const cluster::ClusterFile& cluster, LaunchRecord& record,
           const LaunchOptions& options)
      : api_(api), cluster_(cluster), record_(record), options_(options) {}

  Result<std::string> run(const std::string& subnet) {
    Launch launch{base::random_hex(16), cluster::spec_digest(cluster_.body), options_.clock->now(), {}};
    const Json body = launch_body(cluster_, subnet, launch.run);
    SLUICE_CHECK(record_.write(launch));
    for (int sends = 1;; ++sends) {
      Result<Json> reply = api_.call("emr", "RunJobFlow", body);
      if (reply) return keep(launch, reply->at("JobFlowId"));
      if (reply.error().effect_unknown) {
        base::log_warning("the reply to RunJobFlow was lost; looking whether the cluster is there");
        auto look = look_for(api_, cluster_.name, launch, kLooksAfterLoss, options_);
        if (!look) return fail(not_known(std::move(look).error()));
        const std::optional<std::string> id = *look;
        if (id) return keep(launch, *id);
        if (sends == kMostSends) return fail(not_known(std::move(reply).error()));
      } else if (!profile_unknown(reply.error()) || !may_wait_for_profile()) {
        return fail(std::move(reply).error());
      } else {
        SLUICE_CHECK(base::pause(*options_.clock, options_.settle));
        --sends;
      }
    }
  }

 private:
  Result<std::string> keep(Launch& launch, const std::string& id) {
    launch.id = id;
    SLUICE_CHECK(record_.write(launch));
    return id;
  }

  static Error not_known(Error error) {
    error.message += "; it is not known whether a cluster was launched";
    error.hint = "run the same command again: it looks for the cluster before it launches another";
    return error;
  }

  bool may_wait_for_profile() {
    const base::Micros now = options_.clock->now();
    if (!first_refusal_) {
      if (!profile_is_new(api_, cluster_.body.value("JobFlowRole", ""), *options_.clock)) return false;
      first_refusal_ = now;
      base::log_info(
          "the instance profile is new and EMR does not know it yet; trying for up to two minutes");
    }
    return now - *first_refusal_ < kProfileSpreads;
  }

  aws::Api& api_;
  const cluster::ClusterFile& cluster_;
  LaunchRecord& record_;
  const LaunchOptions& options_;
  std::optional<base::Micros> first_refusal_;
};

}  // namespace

Json launch_body(const cluster::ClusterFile& cluster, const std::string& subnet, const std::string& run) {
  Json body = cluster.body;
  if (!subnet.empty() && body["Instances"].contains("InstanceGroups") &&
      body["Instances"].contains("Ec2SubnetId"))
    body["Instances"]["Ec2SubnetId"] = subnet;
  body["Tags"].push_back({{"Key", "sluice:spec"}, {"Value", cluster::spec_digest(cluster.body)}});
  body["Tags"].push_back({{"Key", "sluice:run"}, {"Value", run}});
  return body;
}

Result<std::optional<std::string>> find_unfinished_launch(aws::Api& api, const cluster::ClusterFile& cluster,
                                                          const LaunchRecord& record,
                                                          const LaunchOptions& options) {
  if (!record.last() || !record.last()->id.empty()) return std::nullopt;
  const bool recent = options.clock->now() - record.last()->time < kListsAreLate;
  return look_for(api, cluster.name, *record.last(), recent ? kLooksAfterLoss : 1, options);
}

Result<std::string> launch_cluster(aws::Api& api, const cluster::ClusterFile& cluster,
                                   const std::string& subnet, LaunchRecord& record,
                                   const LaunchOptions& options) {
  return Launcher(api, cluster, record, options).run(subnet);
}

}  // namespace sluice::emr
