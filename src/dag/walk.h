// Visit every node of a graph, several at once, each after all that it needs.
//
// A failed node's dependents, near and far, are skipped; nodes that do not depend on it go on. The report
// names root causes only. When `stop` says so no further node is begun, and those at work are waited for.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "dag/graph.h"

namespace sluice::dag {

struct WalkReport {
  std::vector<std::string> done;                        // in order of ending
  std::vector<std::pair<std::string, Error>> failures;  // in the graph's order
  std::vector<std::string> skipped;  // in the graph's order: behind a failure, or not begun
  bool stopped = false;              // `stop` was heeded before the end
  bool complete() const { return failures.empty() && skipped.empty(); }
};

using Visit = std::function<Status(const std::string& node)>;

// `visit` is called from up to `threads` threads, never twice for a node. A graph with a cycle is an error
// (kInvalidInput).
Result<WalkReport> walk(const Graph& graph, int threads, const Visit& visit,
                        const std::function<bool()>& stop = {});

}  // namespace sluice::dag
