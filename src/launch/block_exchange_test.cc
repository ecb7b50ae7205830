#include "launch/block_exchange.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>
#include <vector>

namespace sluice::launch {
namespace {

SharedBlock block_of(uint32_t number) {
  SharedBlock out;
  out.block.size = number;
  out.jobs = number;
  return out;
}

TEST(BlockExchange, NothingIsWantedUntilSomebodyWaits) {
  BlockExchange exchange(1);
  EXPECT_FALSE(exchange.wanted());
}

TEST(BlockExchange, EndsWhenTheLastReaderIsDoneAndTheQueueIsEmpty) {
  BlockExchange exchange(2);
  exchange.reader_done();
  exchange.push(block_of(7));
  exchange.reader_done();
  auto first = exchange.pop();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->jobs, 7u);
  EXPECT_EQ(first->block.size, 7u);
  EXPECT_FALSE(exchange.pop());
  EXPECT_FALSE(exchange.pop());
}

TEST(BlockExchange, AWaitingThreadIsWokenByABlockAndByTheEnd) {
  BlockExchange exchange(1);
  std::vector<uint32_t> got;
  std::jthread waiter([&] {
    while (auto shared = exchange.pop()) got.push_back(shared->jobs);
  });
  while (!exchange.wanted()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  exchange.push(block_of(1));
  exchange.push(block_of(2));
  exchange.reader_done();
  waiter.join();
  EXPECT_EQ(got, (std::vector<uint32_t>{1, 2}));
}

// Readers that hand over only what is wanted, as the scan does: each block is taken once, by its reader or by
// another.
TEST(BlockExchange, EveryBlockIsTakenOnce) {
  constexpr uint32_t kThreads = 8, kBlocks = 2000;
  BlockExchange exchange(kThreads);
  std::vector<std::vector<uint32_t>> taken(kThreads);
  uint64_t handed_over[kThreads] = {};
  {
    std::vector<std::jthread> threads;
    for (uint32_t t = 0; t < kThreads; ++t)
      threads.emplace_back([&, t] {
        uint32_t mine = t == 0 ? kBlocks : t * 3;  // one has nearly all of the work
        for (uint32_t i = 0; i < mine; ++i) {
          // Half of the work is left when the others have none: on an idle machine it would be over before.
          while (t == 0 && i == kBlocks / 2 && !exchange.wanted()) std::this_thread::yield();
          if (exchange.wanted()) {
            exchange.push(block_of(t * kBlocks + i));
            ++handed_over[t];
          } else {
            taken[t].push_back(t * kBlocks + i);
            if (i % 64 == 0) std::this_thread::yield();
          }
        }
        exchange.reader_done();
        while (auto shared = exchange.pop()) taken[t].push_back(shared->jobs);
      });
  }
  std::multiset<uint32_t> all;
  for (const auto& some : taken) all.insert(some.begin(), some.end());
  std::multiset<uint32_t> expected;
  for (uint32_t t = 0; t < kThreads; ++t)
    for (uint32_t i = 0; i < (t == 0 ? kBlocks : t * 3); ++i) expected.insert(t * kBlocks + i);
  EXPECT_EQ(all, expected);
  EXPECT_GT(handed_over[0], 0u);
}

}  // namespace
}  // namespace sluice::launch
