// A directed graph of named nodes, where an edge says "this one needs that one". The order of adding is kept
// and decides among equals, so that every order printed from a graph is the same on each run.
//
// Threads: const functions are safe together. Cost: order() and find_cycle() are linear in nodes and edges
// (times log).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace sluice::dag {

class Graph {
 public:
  void add_node(const std::string& name);  // a known name is fine
  // `node` needs `needed`; both are added if new; the same edge twice is one edge.
  void add_edge(const std::string& node, const std::string& needed);

  bool contains(const std::string& name) const { return index_.contains(name); }
  size_t size() const { return nodes_.size(); }
  const std::vector<std::string>& nodes() const { return nodes_; }    // in order of adding
  std::vector<std::string> needs(const std::string& name) const;      // in order of adding; empty if unknown
  std::vector<std::string> needed_by(const std::string& name) const;  // the same for the other direction

  // Every node after all that it needs; among the free ones the first added goes first. kInvalidInput names
  // the cycle.
  Result<std::vector<std::string>> order() const;
  // One cycle, each needing the next, the first repeated at the end; empty if there is none.
  std::vector<std::string> find_cycle() const;
  // The same nodes, last added first, with every edge turned round: what must go before it can go.
  Graph reversed() const;
  // One line a node in order of adding, what it needs indented below.
  std::string to_text() const;

 private:
  std::vector<std::string> names_of(const std::vector<size_t>& which) const;
  std::vector<std::string> nodes_;
  std::map<std::string, size_t> index_;
  std::vector<std::vector<size_t>> needs_, needed_by_;
};

}  // namespace sluice::dag
