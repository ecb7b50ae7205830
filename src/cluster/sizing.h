// How EMR sets a node's memory for YARN and MapReduce (spec operations.md section 6.1). Pure.
#pragma once

#include <optional>
#include <string>

namespace sluice::cluster {

struct InstanceFacts {
  int vcpus = 0;
  double memory_gib = 0;  // as EMR sees it
  bool previous_generation = false;
};
// Of the families that EMR clusters are made of; nothing for a type that is not known here.
std::optional<InstanceFacts> instance_facts(const std::string& type);
// The current type to use instead of one of a previous generation; empty if it is current or not known.
std::string replacement_of(const std::string& type);

struct NodeMemory {  // MB
  int node = 0;      // yarn.nodemanager.resource.memory-mb, and the largest container
  int smallest = 32;
  int map = 0, map_heap = 0, reduce = 0, reduce_heap = 0, application_master = 0;
};
std::optional<NodeMemory> node_memory(const std::string& type);

}  // namespace sluice::cluster
