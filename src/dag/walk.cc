#include "dag/walk.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace sluice::dag {
namespace {

class Walker {
 public:
  Walker(const Graph& graph, std::vector<std::string> order, const Visit& visit,
         const std::function<bool()>& stop)
      : graph_(graph), order_(std::move(order)), visit_(visit), stop_(stop) {
    for (size_t i = 0; i < order_.size(); ++i) rank_[order_[i]] = i;
    for (const std::string& node : order_) {
      open_[node] = graph_.needs(node).size();
      if (open_[node] == 0) ready_.insert(rank_[node]);
    }
  }

  WalkReport run(int threads) {
    {
      std::vector<std::jthread> crew;
      for (int i = 0; i < std::max(1, threads); ++i) crew.emplace_back([this] { work(); });
    }
    std::sort(report_.failures.begin(), report_.failures.end(),
              [this](const auto& a, const auto& b) { return rank_.at(a.first) < rank_.at(b.first); });
    for (const std::string& node : order_)
      if (!begun_.contains(node)) report_.skipped.push_back(node);
    return std::move(report_);
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      // Nothing ready and nobody at work: no further node can become ready.
      changed_.wait_for(lock, std::chrono::milliseconds(50),
                        [this] { return !ready_.empty() || busy_ == 0; });
      if (!ready_.empty() && stop_ && stop_()) {
        report_.stopped = true;
        ready_.clear();
      }
      if (ready_.empty()) {
        if (busy_ == 0) return changed_.notify_all();
        continue;
      }
      std::string node = order_[*ready_.begin()];
      ready_.erase(ready_.begin());
      begun_.insert(node);
      ++busy_;
      lock.unlock();
      Status status = visit_(node);
      lock.lock();
      --busy_;
      finish(node, std::move(status));
      changed_.notify_all();
    }
  }

  void finish(const std::string& node, Status status) {
    if (!status) {
      report_.failures.emplace_back(node, std::move(status).error());
      return;
    }
    report_.done.push_back(node);
    for (const std::string& dependent : graph_.needed_by(node))
      if (--open_[dependent] == 0) ready_.insert(rank_[dependent]);
  }

  const Graph& graph_;
  std::vector<std::string> order_;
  const Visit& visit_;
  const std::function<bool()>& stop_;
  std::map<std::string, size_t> rank_, open_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<size_t> ready_;  // ranks: the earliest of the order goes first
  std::set<std::string> begun_;
  int busy_ = 0;
  WalkReport report_;
};

}  // namespace

Result<WalkReport> walk(const Graph& graph, int threads, const Visit& visit,
                        const std::function<bool()>& stop) {
  SLUICE_TRY(std::vector<std::string> order, graph.order());
  return Walker(graph, std::move(order), visit, stop).run(threads);
}

}  // namespace sluice::dag
