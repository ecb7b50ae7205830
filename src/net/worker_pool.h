// A fixed number of threads that run tasks in the order given.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sluice::net {

class WorkerPool {
 public:
  explicit WorkerPool(int threads);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();  // finish()

  // False, and the task is not taken, once finish() was called. Any thread. Tasks must not throw.
  bool run(std::function<void()> task);
  // Runs what was taken, then ends the threads.
  void finish();

 private:
  void work();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool finished_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sluice::net
