// Memory for many small things that all die together. Threads: one at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace sluice::engine {

class Arena {
 public:
  // `size` bytes, aligned to 8; never null.
  char* allocate(size_t size) {
    size = (size + 7) & ~size_t{7};
    if (size > left_) refill(size);
    char* out = next_;
    next_ += size;
    left_ -= size;
    return out;
  }
  size_t bytes() const { return bytes_; }
  void clear() {
    chunks_.clear();
    bytes_ = left_ = 0;
    next_ = nullptr;
  }

 private:
  static constexpr size_t kChunk = 1024 * 1024;
  void refill(size_t size) {
    size_t chunk = size > kChunk ? size : kChunk;
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk));
    next_ = chunks_.back().get();
    left_ = chunk;
    bytes_ += chunk;
  }
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* next_ = nullptr;
  size_t left_ = 0;
  size_t bytes_ = 0;
};

}  // namespace sluice::engine
