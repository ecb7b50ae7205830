// Independent pieces of work on a few threads.
#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "base/result.h"

namespace sluice::base {

// Call work(0) … work(n - 1), on up to `threads` threads, each once, in ascending order of their start. After
// an error no further piece starts; the error of the lowest piece is returned.
inline Status run_parallel(size_t threads, size_t n, const std::function<Status(size_t)>& work) {
  std::vector<Status> outcomes(n);
  std::atomic<size_t> next{0};
  std::atomic<bool> stop{false};
  auto loop = [&] {
    for (size_t i; !stop && (i = next++) < n;) {
      outcomes[i] = work(i);
      if (!outcomes[i]) stop = true;
    }
  };
  std::vector<std::jthread> others;
  for (size_t t = 1; t < threads && t < n; ++t) others.emplace_back(loop);
  loop();
  others.clear();  // joins
  for (Status& outcome : outcomes)
    if (!outcome) return std::move(outcome);
  return {};
}

}  // namespace sluice::base
