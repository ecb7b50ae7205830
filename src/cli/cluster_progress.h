// What is shown on stderr while a cluster comes up or goes down: a live line on a terminal, else a line
// whenever something changed.
#pragma once

#include <chrono>
#include <string>

#include "emr/cluster_view.h"

namespace sluice::cli {

// One at a time; log lines step around the live line. Not thread-safe.
class ClusterProgress {
 public:
  ClusterProgress();
  ClusterProgress(const ClusterProgress&) = delete;
  ClusterProgress& operator=(const ClusterProgress&) = delete;
  ~ClusterProgress();
  void show(const emr::ClusterView& view);
  // `text` as it changes: "j-1 RUNNING, master 1/1"; the elapsed time is added.
  void show(const std::string& text);

 private:
  bool live_;
  std::string last_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// "j-1ABC STARTING · master 0/1, core 0/2 · Provisioning Amazon EC2 capacity"
std::string progress_text(const emr::ClusterView& view);

}  // namespace sluice::cli
