// Where a worker that still reads a file hands blocks to workers that have no file left, so that one large
// .gz file keeps all cores busy. Threads: any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "event/line_blocks.h"

namespace sluice::launch {

struct SharedBlock {
  event::LineBlock block;
  uint32_t jobs = 0;  // bit set of those that the file counts for
};

class BlockExchange {
 public:
  explicit BlockExchange(size_t readers) : readers_(readers) {}
  // True if somebody waits for work and the queue is short: then push().
  bool wanted() const { return waiting_.load(std::memory_order_relaxed) > 0; }
  void push(SharedBlock block);
  // The next block; nothing once every reader is done and the queue is empty.
  std::optional<SharedBlock> pop();
  // A reader has no more files; it may pop() from now on.
  void reader_done();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<SharedBlock> queue_;
  size_t readers_;
  std::atomic<size_t> waiting_{0};
};

}  // namespace sluice::launch
