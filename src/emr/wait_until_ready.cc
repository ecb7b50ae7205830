#include "emr/wait_until_ready.h"

#include <algorithm>

#include "base/pause.h"
#include "emr/cluster_lookup.h"

namespace sluice::emr {
namespace {

using End = Waited::End;
constexpr std::chrono::minutes kIdBecomesKnown{1}, kSlowStart{15};

bool asks_for_spot(const NodeGroup& group) {
  return group.json.value("Market", "") == "SPOT" || group.json.value("TargetSpotCapacity", 0) > 0;
}

class Wait {
 public:
  Wait(aws::Api& api, const std::string& id, const ReadyOptions& options)
      : api_(api), id_(id), options_(options), begin_(options.clock->now()) {}

  Result<Waited> run() {
    for (bool begun = false;; begun = true) {
      Result<ClusterView> view =
          !begun && options_.first ? Result<ClusterView>(*options_.first) : view_cluster(api_, id_);
      if (!view && view.error().kind == ErrorKind::kInterrupted) return ended(End::kInterrupted);
      if (!view && !may_become_known(view.error()))
        return fail(std::move(view).error().during("waiting for cluster " + id_));
      if (view) {
        out_.view = std::move(*view);
        if (options_.progress) options_.progress(out_.view);
        if (const auto end = end_of(out_.view)) return ended(*end);
        tell_if_slow();
      }
      if (options_.clock->now() >= options_.deadline) return ended(End::kTimedOut);
      if (!base::pause(*options_.clock, options_.poll)) return ended(End::kInterrupted);
    }
  }

 private:
  Waited ended(End end) {
    out_.end = end;
    return std::move(out_);
  }

  bool may_become_known(const Error& error) const {
    return options_.just_launched && error.code == "InvalidRequestException" &&
           options_.clock->now() - begin_ < kIdBecomesKnown;
  }

  std::optional<End> end_of(const ClusterView& view) const {
    if (view.state == "TERMINATING" || is_over(view.state)) return End::kOver;
    if (options_.until == Until::kRunning && view.state == "RUNNING") return End::kReady;
    if (view.state != "WAITING" && view.state != "RUNNING") return std::nullopt;
    if (std::ranges::any_of(view.groups, [](const NodeGroup& group) {
          return group.state == "ARRESTED" || group.state == "SUSPENDED";
        }))
      return End::kStuck;
    if (view.state == "WAITING" && view.all_groups_running()) return End::kReady;
    return std::nullopt;
  }

  void tell_if_slow() {
    if (told_ || !options_.slow || out_.view.state != "STARTING") return;
    if (options_.clock->now() - begin_ < kSlowStart) return;
    told_ = true;
    if (std::ranges::any_of(out_.view.groups, asks_for_spot)) options_.slow(out_.view);
  }

  aws::Api& api_;
  const std::string& id_;
  const ReadyOptions& options_;
  base::Micros begin_;
  bool told_ = false;
  Waited out_;
};

}  // namespace

Result<Waited> wait_until_ready(aws::Api& api, const std::string& id, const ReadyOptions& options) {
  return Wait(api, id, options).run();
}

}  // namespace sluice::emr
