#include "plan/executor.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.h"
#include "support/memory_world.h"

namespace sluice::plan {
namespace {

using support::MemoryWorld;
using support::Thing;
using support::thing;

// Thousands of flushes to disk are not what is tested here.
std::string memory_folder() {
  return base::file_exists("/dev/shm") ? "/dev/shm" : "";
}

// One process after another on the same world and the same journal.
struct Bench {
  MemoryWorld world;
  Kinds kinds;
  std::vector<Want> wants = {
      thing("net", "1"), thing("disk", "2"),
      thing("server", "3",
            {{"in", Value::reference("net", "address")}, {"on", Value::reference("disk", "address")}}),
      thing("user", "4", {{"at", Value::reference("server", "address")}}), thing("bucket", "5")};
  base::TemporaryFolder folder = base::TemporaryFolder::create("executor_test", memory_folder()).value();
  std::vector<std::string> lines;
  int journal_lines_left = -1;  // then the process dies

  Bench() { kinds.add(support::make_thing_kind(world)); }

  Journal journal() {
    return Journal::open(folder.path() + "/journal", base::system_clock(),
                         [this] {
                           if (journal_lines_left > 0 && --journal_lines_left == 0) {
                             std::lock_guard lock(world.mutex);
                             world.die_at = world.effects;
                             world.settle_effect();
                           }
                         })
        .value();
  }
  Execution run(bool destroy = false, PlanOptions options = {}, int threads = 1) {
    auto graph = graph_of(wants, kinds).value();
    auto snapshot = look(wants, graph, kinds).value();
    Plan plan = destroy ? make_destroy_plan(wants, graph, snapshot, kinds, options)
                        : make_plan(wants, graph, snapshot, kinds, options);
    Journal open = journal();
    return execute(
        plan, kinds, open, base::system_clock(), options,
        {.threads = threads, .progress = [this](const std::string& line) { lines.push_back(line); }});
  }
};

std::map<std::string, Thing> undisturbed() {
  Bench bench;
  bench.run();
  return bench.world.things;
}

TEST(Executor, MakesAllAndASecondTimeNothing) {
  Bench bench;
  Execution first = bench.run(false, {}, 4);
  EXPECT_TRUE(first.complete());
  EXPECT_EQ(first.changed(), 5);
  EXPECT_EQ(to_text(Value(first.outputs.at("user"))), "{address: at-user, size: 4}");
  bench.world.calls.clear();
  Execution second = bench.run();
  EXPECT_TRUE(second.complete());
  EXPECT_EQ(second.changed(), 0);
  EXPECT_TRUE(bench.world.calls.empty());
  EXPECT_EQ(to_text(Value(second.outputs.at("user"))), "{address: at-user, size: 4}");
}

TEST(Executor, AFailureSkipsItsDependentsAndTellsTheRootCauseAlone) {
  Bench bench;
  bench.world.fail_at = 5;  // the first effect of the server, after net and disk with two each
  Execution execution = bench.run();
  ASSERT_EQ(execution.failures.size(), 1u);
  EXPECT_EQ(execution.failures[0].first, "server");
  EXPECT_EQ(execution.failures[0].second.kind, ErrorKind::kUnavailable);
  EXPECT_EQ(execution.skipped, std::vector<std::string>{"user"});
  EXPECT_TRUE(bench.world.things.contains("bucket"));
  EXPECT_EQ(bench.journal().open_intents().size(), 0u) << "a failed call is closed in the journal";
}

TEST(Executor, FailingAtAnyEffectAndRunAgainConverges) {
  for (int n = 1; n <= 10; ++n) {
    Bench bench;
    bench.world.fail_at = n;
    EXPECT_FALSE(bench.run().complete()) << n;
    bench.world.revive();
    EXPECT_TRUE(bench.run().complete()) << n;
    EXPECT_EQ(bench.world.things, undisturbed()) << n;
    EXPECT_EQ(bench.run().changed(), 0) << n;
  }
}

TEST(Executor, DyingAfterAnyEffectAndRunAgainConverges) {
  for (int threads : {1, 4})
    for (int n = 1; n <= 10; ++n) {
      Bench bench;
      bench.world.die_at = n;
      bench.run(false, {}, threads);
      EXPECT_TRUE(bench.world.dead());
      bench.world.revive();
      EXPECT_TRUE(bench.run(false, {}, threads).complete()) << n;
      EXPECT_EQ(bench.world.things, undisturbed()) << n;
      EXPECT_EQ(bench.run().changed(), 0) << n;
    }
}

TEST(Executor, DyingAtAnyJournalLineAndRunAgainConverges) {
  for (int n = 1; n <= 10; ++n) {
    Bench bench;
    bench.journal_lines_left = n;
    bench.run();
    bench.journal_lines_left = -1;
    bench.world.revive();
    EXPECT_TRUE(bench.run().complete()) << n;
    EXPECT_EQ(bench.world.things, undisturbed()) << n;
  }
}

TEST(Executor, DestroyDyingAnywhereAndRunAgainLeavesNothing) {
  for (int n = 1; n <= 5; ++n) {
    Bench bench;
    bench.run();
    bench.world.revive();
    bench.world.die_at = n;
    bench.run(true);
    bench.world.revive();
    EXPECT_TRUE(bench.run(true).complete()) << n;
    EXPECT_TRUE(bench.world.things.empty()) << n;
  }
}

TEST(Executor, ALostJournalDoublesNothing) {
  Bench bench;
  bench.world.die_at = 6;
  bench.run();
  bench.world.revive();
  ASSERT_TRUE(base::remove_tree(bench.folder.path() + "/journal"));
  EXPECT_TRUE(bench.run().complete());
  EXPECT_EQ(bench.world.things, undisturbed());
}

TEST(Executor, WhatCameRightAfterThePlanIsLeftAlone) {
  Bench bench;
  auto graph = graph_of(bench.wants, bench.kinds).value();
  Plan plan = make_plan(bench.wants, graph, look(bench.wants, graph, bench.kinds).value(), bench.kinds, {});
  bench.world.things["bucket"] = {true, "5"};
  Journal journal = bench.journal();
  Execution execution = execute(plan, bench.kinds, journal, base::system_clock(), {}, {});
  EXPECT_TRUE(execution.complete());
  EXPECT_EQ(execution.changed(), 4);
  EXPECT_EQ(std::count(bench.world.calls.begin(), bench.world.calls.end(), "create bucket"), 0);
}

TEST(Executor, WhatTurnedForeignAfterThePlanIsNotDeleted) {
  Bench bench;
  bench.run();
  auto graph = graph_of(bench.wants, bench.kinds).value();
  Plan plan =
      make_destroy_plan(bench.wants, graph, look(bench.wants, graph, bench.kinds).value(), bench.kinds, {});
  bench.world.things["bucket"].ours = false;
  Journal journal = bench.journal();
  Execution execution = execute(plan, bench.kinds, journal, base::system_clock(), {}, {});
  ASSERT_EQ(execution.failures.size(), 1u);
  EXPECT_EQ(execution.failures[0].second.kind, ErrorKind::kConflict);
  EXPECT_TRUE(bench.world.things.contains("bucket"));
}

TEST(Executor, ReplacesOnlyWhenAllowed) {
  Bench bench;
  bench.wants = {thing("a", "rebuild 2")};
  bench.world.things["a"] = {true, "1"};
  EXPECT_EQ(bench.run().changed(), 0);
  EXPECT_EQ(bench.run(false, {.allow_replace = true}).changed(), 1);
  EXPECT_EQ(bench.world.calls, (std::vector<std::string>{"remove a", "create a"}));
}

TEST(Executor, TellsWhatItDoes) {
  Bench bench;
  bench.wants = {thing("a", "1")};
  bench.run();
  ASSERT_EQ(bench.lines.size(), 2u);
  EXPECT_EQ(bench.lines[0], "create a: a thing of size 1");
  EXPECT_TRUE(bench.lines[1].starts_with("done   a (")) << bench.lines[1];
}

}  // namespace
}  // namespace sluice::plan
