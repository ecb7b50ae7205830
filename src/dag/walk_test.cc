#include "dag/walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <map>
#include <mutex>
#include <random>
#include <set>

namespace sluice::dag {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Walk, IndependentNodesRunAtTheSameTime) {
  Graph graph;
  graph.add_node("a");
  graph.add_node("b");
  std::barrier both(2);  // passes only if both are being visited at once
  auto report = walk(graph, 2, [&](const std::string&) -> Status {
    both.arrive_and_wait();
    return {};
  });
  EXPECT_TRUE(report->complete());
}

TEST(Walk, BehindAFailureNothingIsBegunAndOnlyTheRootCauseIsTold) {
  Graph graph;
  graph.add_edge("user", "server");
  graph.add_edge("grant", "user");
  graph.add_node("bucket");
  auto report = walk(graph, 3, [&](const std::string& node) -> Status {
    if (node == "server") return fail(ErrorKind::kUnavailable, "no server");
    return {};
  });
  ASSERT_EQ(report->failures.size(), 1u);
  EXPECT_EQ(report->failures[0].first, "server");
  EXPECT_EQ(report->failures[0].second.message, "no server");
  EXPECT_THAT(report->skipped, ElementsAre("user", "grant"));
  EXPECT_THAT(report->done, ElementsAre("bucket"));
}

TEST(Walk, AStopFinishesWhatIsAtWorkAndBeginsNoMore) {
  Graph graph;
  graph.add_edge("second", "first");
  std::atomic<bool> stop{false};
  auto visit = [&](const std::string&) -> Status {
    stop = true;
    return {};
  };
  auto report = walk(graph, 4, visit, [&] { return stop.load(); });
  EXPECT_TRUE(report->stopped);
  EXPECT_THAT(report->done, ElementsAre("first"));
  EXPECT_THAT(report->skipped, ElementsAre("second"));
}

TEST(Walk, ACycleIsAnErrorAndNothingIsVisited) {
  Graph graph;
  graph.add_edge("a", "b");
  graph.add_edge("b", "a");
  auto report = walk(graph, 2, [](const std::string&) -> Status { throw std::logic_error("visited"); });
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::kInvalidInput);
}

// Against a simple model: on random graphs with random failures, exactly the nodes that no failure is below
// are done, each once and after all that it needs.
TEST(Walk, AgreesWithTheModelOnRandomGraphs) {
  std::mt19937 random(20240301);
  for (int round = 0; round < 200; ++round) {
    Graph graph;
    int size = static_cast<int>(random() % 12);
    std::set<std::string> bad, doomed;
    for (int i = 0; i < size; ++i) {
      std::string node = std::to_string(i);
      graph.add_node(node);
      for (int j = 0; j < i; ++j)
        if (random() % 4 == 0) graph.add_edge(node, std::to_string(j));
      if (random() % 6 == 0) bad.insert(node);
      bool behind = false;
      for (const std::string& needed : graph.needs(node))
        behind |= bad.contains(needed) || doomed.contains(needed);
      if (behind) doomed.insert(node);
    }
    std::mutex mutex;
    std::set<std::string> finished;
    auto report = walk(graph, 4, [&](const std::string& node) -> Status {
      std::lock_guard lock(mutex);
      for (const std::string& needed : graph.needs(node)) EXPECT_TRUE(finished.contains(needed));
      if (bad.contains(node)) return fail(ErrorKind::kIo, node);
      EXPECT_TRUE(finished.insert(node).second);
      return {};
    });
    std::set<std::string> skipped(report->skipped.begin(), report->skipped.end());
    EXPECT_EQ(skipped, doomed);
    EXPECT_EQ(finished.size() + skipped.size() + report->failures.size(), static_cast<size_t>(size));
  }
}

}  // namespace
}  // namespace sluice::dag
