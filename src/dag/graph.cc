#include "dag/graph.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace sluice::dag {

void Graph::add_node(const std::string& name) {
  if (!index_.emplace(name, nodes_.size()).second) return;
  nodes_.push_back(name);
  needs_.emplace_back();
  needed_by_.emplace_back();
}

void Graph::add_edge(const std::string& node, const std::string& needed) {
  add_node(node);
  add_node(needed);
  size_t from = index_.at(node), to = index_.at(needed);
  if (std::find(needs_[from].begin(), needs_[from].end(), to) != needs_[from].end()) return;
  needs_[from].push_back(to);
  needed_by_[to].push_back(from);
}

std::vector<std::string> Graph::names_of(const std::vector<size_t>& which) const {
  std::vector<std::string> names;
  for (size_t i : which) names.push_back(nodes_[i]);
  return names;
}

std::vector<std::string> Graph::needs(const std::string& name) const {
  auto it = index_.find(name);
  return it == index_.end() ? std::vector<std::string>{} : names_of(needs_[it->second]);
}

std::vector<std::string> Graph::needed_by(const std::string& name) const {
  auto it = index_.find(name);
  return it == index_.end() ? std::vector<std::string>{} : names_of(needed_by_[it->second]);
}

Result<std::vector<std::string>> Graph::order() const {
  std::vector<size_t> open(nodes_.size());
  std::set<size_t> free;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    open[i] = needs_[i].size();
    if (open[i] == 0) free.insert(i);
  }
  std::vector<std::string> out;
  while (!free.empty()) {
    size_t next = *free.begin();
    free.erase(free.begin());
    out.push_back(nodes_[next]);
    for (size_t dependent : needed_by_[next])
      if (--open[dependent] == 0) free.insert(dependent);
  }
  if (out.size() == nodes_.size()) return out;
  return fail(ErrorKind::kInvalidInput,
              "these need each other in a circle: " + base::join(find_cycle(), " -> "));
}

std::vector<std::string> Graph::find_cycle() const {
  // Take away nodes that need nothing until none is left; from any other, following needs must come round.
  std::vector<size_t> open(nodes_.size());
  std::vector<size_t> free;
  for (size_t i = 0; i < nodes_.size(); ++i)
    if ((open[i] = needs_[i].size()) == 0) free.push_back(i);
  while (!free.empty()) {
    size_t node = free.back();
    free.pop_back();
    for (size_t dependent : needed_by_[node])
      if (--open[dependent] == 0) free.push_back(dependent);
  }
  auto stuck = std::find_if(open.begin(), open.end(), [](size_t n) { return n > 0; });
  if (stuck == open.end()) return {};
  std::vector<size_t> path{static_cast<size_t>(stuck - open.begin())};
  while (true) {
    const auto& below = needs_[path.back()];
    size_t next = *std::find_if(below.begin(), below.end(), [&](size_t n) { return open[n] > 0; });
    auto seen = std::find(path.begin(), path.end(), next) - path.begin();
    path.push_back(next);
    if (static_cast<size_t>(seen) + 1 < path.size()) return names_of({path.begin() + seen, path.end()});
  }
}

Graph Graph::reversed() const {
  Graph out;
  for (auto it = nodes_.rbegin(); it != nodes_.rend(); ++it) out.add_node(*it);
  for (size_t i = nodes_.size(); i-- > 0;)
    for (size_t needed : needs_[i]) out.add_edge(nodes_[needed], nodes_[i]);
  return out;
}

std::string Graph::to_text() const {
  std::string out;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    out += nodes_[i] + "\n";
    for (size_t needed : needs_[i]) out += "  needs " + nodes_[needed] + "\n";
  }
  return out;
}

}  // namespace sluice::dag
