#include "dag/graph.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace sluice::dag {
namespace {

Graph diamond() {
  Graph graph;
  for (const char* node : {"top", "left", "right", "bottom"}) graph.add_node(node);
  graph.add_edge("top", "left");
  graph.add_edge("top", "right");
  graph.add_edge("left", "bottom");
  graph.add_edge("right", "bottom");
  return graph;
}

std::string ordered(const Graph& graph) {
  auto order = graph.order();
  return order ? base::join(*order, " ") : order.error().message;
}

TEST(Graph, EveryNodeComesAfterWhatItNeedsAndEqualsKeepTheirPlace) {
  EXPECT_EQ(ordered(diamond()), "bottom left right top");
  Graph loose;
  for (const char* node : {"c", "a", "b"}) loose.add_node(node);
  EXPECT_EQ(ordered(loose), "c a b");
  EXPECT_EQ(ordered(Graph()), "");
}

TEST(Graph, ReversedIsTheOrderOfTakingDown) {
  EXPECT_EQ(ordered(diamond().reversed()), "top right left bottom");
  EXPECT_EQ(diamond().reversed().reversed().to_text(), diamond().to_text());
}

TEST(Graph, ACycleIsPrinted) {
  Graph graph = diamond();
  graph.add_edge("bottom", "extra");
  EXPECT_TRUE(graph.find_cycle().empty());
  graph.add_edge("extra", "left");
  EXPECT_EQ(ordered(graph), "these need each other in a circle: left -> bottom -> extra -> left");
  Graph self;
  self.add_edge("a", "a");
  EXPECT_EQ(ordered(self), "these need each other in a circle: a -> a");
  EXPECT_EQ(self.order().error().kind, ErrorKind::kInvalidInput);
}

TEST(Graph, TheSameEdgeTwiceIsOne) {
  Graph graph;
  graph.add_edge("a", "b");
  graph.add_edge("a", "b");
  EXPECT_EQ(graph.to_text(), "a\n  needs b\nb\n");
  EXPECT_EQ(graph.needed_by("b"), std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace sluice::dag
