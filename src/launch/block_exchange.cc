#include "launch/block_exchange.h"

namespace sluice::launch {

void BlockExchange::push(SharedBlock block) {
  {
    std::lock_guard lock(mutex_);
    queue_.push_back(std::move(block));
    if (waiting_ > 0) --waiting_;  // that one is served; do not push a second block for it
  }
  changed_.notify_one();
}

std::optional<SharedBlock> BlockExchange::pop() {
  std::unique_lock lock(mutex_);
  while (queue_.empty() && readers_ > 0) {  // another worker may have been quicker: then ask again
    ++waiting_;
    changed_.wait(lock);
  }
  if (queue_.empty()) return std::nullopt;
  SharedBlock block = std::move(queue_.front());
  queue_.pop_front();
  return block;
}

void BlockExchange::reader_done() {
  {
    std::lock_guard lock(mutex_);
    --readers_;
  }
  changed_.notify_all();
}

}  // namespace sluice::launch
