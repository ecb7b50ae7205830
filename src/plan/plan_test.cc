#include "plan/plan.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "plan/render.h"
#include "support/memory_world.h"

namespace sluice::plan {
namespace {

using support::MemoryWorld;
using support::thing;

struct Bench {
  explicit Bench(std::vector<Want> all, bool holds_data = false) : wants(std::move(all)) {
    kinds.add(support::make_thing_kind(world, holds_data));
  }
  std::string plan(PlanOptions options = {}) {
    auto graph = graph_of(wants, kinds);
    auto snapshot = look(wants, *graph, kinds);
    if (!snapshot) return base::to_text(snapshot.error());
    Plan out = make_plan(wants, *graph, *snapshot, kinds, options);
    out.deployment = "d";
    out.target = "memory";
    return to_text(out);
  }
  std::string destroy(PlanOptions options = {}) {
    auto graph = graph_of(wants, kinds);
    Plan out = make_destroy_plan(wants, *graph, look(wants, *graph, kinds).value(), kinds, options);
    out.deployment = "d";
    out.target = "memory";
    return to_text(out);
  }
  MemoryWorld world;
  Kinds kinds;
  std::vector<Want> wants;
};

TEST(Plan, EveryVerbAsText) {
  Bench bench({thing("fine", "1"), thing("new", "2"), thing("changed", "3"), thing("theirs", "4"),
               thing("added", "plus 5"), thing("fixed", "fixed 6"), thing("rebuilt", "rebuild 7"),
               thing("not-ours", "8"), thing("far", "9")});
  bench.world.things = {{"fine", {true, "1"}},        {"changed", {true, "old"}}, {"theirs", {false, "4"}},
                        {"added", {false, "old"}},    {"fixed", {true, "old"}},   {"rebuilt", {true, "old"}},
                        {"not-ours", {false, "old"}}, {"left", {true, "0"}}};
  bench.world.unreachable = "far";
  EXPECT_EQ(bench.plan(), R"(Deployment d (target memory)

  + create   new       a thing of size 2
  ~ update   changed   a thing of size 3
      size: old -> 3
  = adopt    theirs    a thing of size 4
  + adopt+   added     a thing of size plus 5
      size: old -> plus 5
  ! drift    fixed     a thing of size fixed 6: cannot be changed in place
      size: old -> fixed 6
  ! drift    rebuilt   a thing of size rebuild 7: would have to be made anew (--allow-replace)
      size: old -> rebuild 7
  ! drift    not-ours  a thing of size 8: not ours to change
      size: old -> 8
  ? unknown  far       a thing of size 9: the line is down
  - delete   left      a thing of size 0: not in the file any more

Plan: 1 to create, 1 to add to, 1 to update, 1 to remove, 1 to be looked at, 3 drifted, 1 adopted, 1 as wanted.
)");
  EXPECT_NE(bench.plan({.allow_replace = true}).find("± replace  rebuilt"), std::string::npos);
}

TEST(Plan, WhatIsNotKnownYetIsPrintedAsSuch) {
  Bench bench({thing("server", "1"), thing("user", "2", {{"at", Value::reference("server", "address")}})});
  auto graph = graph_of(bench.wants, bench.kinds);
  auto snapshot = look(bench.wants, *graph, bench.kinds);
  EXPECT_EQ(to_text(Value(snapshot->sights.at("user").resolved)),
            "{at: (known after apply), name: user, size: 2}");
  bench.world.things["server"] = {true, "1"};
  snapshot = look(bench.wants, *graph, bench.kinds);
  EXPECT_EQ(to_text(Value(snapshot->sights.at("user").resolved)), "{at: at-server, name: user, size: 2}");
}

TEST(Plan, InsideOfWhatIsAbsentNothingIsLookedAt) {
  Bench bench({thing("box", "1"), thing("content", "2", {}, "box")});
  bench.world.unreachable = "content";
  EXPECT_NE(bench.plan().find("+ create  content"), std::string::npos) << bench.plan();
  bench.world.things["box"] = {true, "1"};
  EXPECT_NE(bench.plan().find("? unknown  content"), std::string::npos) << bench.plan();
}

TEST(Plan, NothingToDoSaysSo) {
  Bench bench({thing("a", "1")});
  bench.world.things["a"] = {true, "1"};
  EXPECT_EQ(bench.plan(), "Deployment d (target memory)\n\nNothing to do: 1 as wanted.\n");
}

TEST(Plan, DestroyGoesUpsideDownAndKeepsWhatHoldsData) {
  std::vector<Want> wants = {thing("net", "1"),
                             thing("server", "2", {{"in", Value::reference("net", "address")}}),
                             thing("table", "3", {}, "server"), thing("theirs", "4")};
  std::map<std::string, support::Thing> there = {{"net", {true, "1"}},
                                                 {"server", {true, "2"}},
                                                 {"table", {true, "3"}},
                                                 {"theirs", {false, "4"}},
                                                 {"left", {true, "5"}}};
  Bench bench(wants);
  bench.world.things = there;
  EXPECT_EQ(bench.destroy(), R"(Deployment d (target memory)

  - delete  left    a thing of size 5
  = keep    theirs  a thing of size 4; adopted, not ours to delete
  - delete  server  a thing of size 2
  - delete  net     a thing of size 1

Plan: 3 to remove, 1 kept.
)");
  Bench precious(wants, true);
  precious.world.things = there;
  EXPECT_NE(precious.destroy().find("= keep  server  a thing of size 2; holds data"), std::string::npos)
      << precious.destroy();
  EXPECT_NE(precious.destroy({.delete_data = true}).find("- delete  server"), std::string::npos);
}

TEST(Graph, FaultsOfWantsAreToldApart) {
  Bench bench({});
  auto fault = [&](std::vector<Want> wants) { return graph_of(wants, bench.kinds).error().message; };
  EXPECT_EQ(fault({thing("a", "1"), thing("a", "2")}), "'a' is wanted twice");
  EXPECT_EQ(fault({thing("a", "1", {{"x", Value::reference("b", "y")}})}),
            "'a' refers to 'b', which is not wanted");
  EXPECT_EQ(fault({thing("a", "1", {{"x", Value::reference("b", "y")}}), thing("b", "1", {}, "a")}),
            "these need each other in a circle: a -> b -> a");
  Want odd = thing("a", "1");
  odd.kind = "cloud";
  EXPECT_EQ(fault({odd}), "a: no resource kind 'cloud'");
}

TEST(Plan, AsJson) {
  Bench bench({thing("a", "1")});
  bench.world.things["a"] = {true, "0"};
  auto graph = graph_of(bench.wants, bench.kinds);
  Plan plan = make_plan(bench.wants, *graph, look(bench.wants, *graph, bench.kinds).value(), bench.kinds, {});
  auto json = to_json(plan);
  EXPECT_EQ(json["changes"], true);
  EXPECT_EQ(json["counts"].dump(), R"({"update":1})");
  EXPECT_EQ(json["steps"][0]["differences"].dump(), R"([{"property":"size","before":"0","after":"1"}])");
}

TEST(Plan, ColourOnlyWhenAskedFor) {
  Bench bench({thing("a", "1")});
  auto graph = graph_of(bench.wants, bench.kinds);
  Plan plan = make_plan(bench.wants, *graph, look(bench.wants, *graph, bench.kinds).value(), bench.kinds, {});
  EXPECT_EQ(to_text(plan).find('\033'), std::string::npos);
  EXPECT_NE(to_text(plan, true).find("\033[32m+ create"), std::string::npos);
}

}  // namespace
}  // namespace sluice::plan
