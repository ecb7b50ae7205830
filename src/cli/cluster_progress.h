// What is shown on stderr while a cluster comes up or goes down: a live line on a terminal, which counts the
// seconds, else a line with its time whenever something changed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "emr/cluster_view.h"

namespace sluice::cli {

// One at a time. Log lines step around the live line; other output only after stop(). show() and stop() from
// one thread.
class ClusterProgress {
 public:
  ClusterProgress();
  ClusterProgress(const ClusterProgress&) = delete;
  ClusterProgress& operator=(const ClusterProgress&) = delete;
  ~ClusterProgress() { stop(); }
  void show(const emr::ClusterView& view);
  // `text` as it changes: "j-1 RUNNING, master 1/1"; the elapsed time is added.
  void show(const std::string& text);
  void stop();  // takes the live line away

 private:
  void tick();
  void draw() const;

  bool live_;
  std::string last_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;  // of last_ and stopping_
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread ticker_;
};

// "j-1ABC STARTING · master 0/1, core 0/2 · Provisioning Amazon EC2 capacity"
std::string progress_text(const emr::ClusterView& view);

}  // namespace sluice::cli
