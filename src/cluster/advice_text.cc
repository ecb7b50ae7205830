// How advice is shown.
#include <fmt/format.h>

#include "cluster/advice.h"

namespace sluice::cluster {

std::string to_text(const Advice& advice) {
  constexpr auto kLine = "{:<12} {:>5} {:<13} {:>8} {:>7} {:>9} {:>8} {:>7} {:>9} {:>8}\n";
  std::string out = fmt::format(kLine, "group", "count", "type", "node MB", "map MB", "per node", "wasted",
                                "red. MB", "per node", "wasted");
  for (const GroupAdvice& group : advice.groups) {
    if (!group.memory)
      out += fmt::format(kLine, group.name, group.count, group.type, "unknown", "", "", "", "", "", "");
    else if (group.role == "MASTER")
      out += fmt::format(kLine, group.name, group.count, group.type, group.memory->node, "-", "-", "-", "-",
                         "-", "-");
    else
      out += fmt::format(kLine, group.name, group.count, group.type, group.memory->node, group.map,
                         group.maps_per_node, group.wasted_by_maps, group.reduce, group.reduces_per_node,
                         group.wasted_by_reduces);
  }
  out += advice.reducers ? fmt::format("reducers: {} by default\n", *advice.reducers)
                         : std::string("reducers: unknown, as the memory of a type is\n");
  return out;
}

Json to_json(const Advice& advice) {
  Json groups = Json::array();
  for (const GroupAdvice& group : advice.groups) {
    Json one = {{"name", group.name}, {"role", group.role}, {"type", group.type}, {"count", group.count}};
    if (group.memory)
      one["memory"] = {{"node", group.memory->node},
                       {"map", group.memory->map},
                       {"map_heap", group.memory->map_heap},
                       {"reduce", group.memory->reduce},
                       {"reduce_heap", group.memory->reduce_heap},
                       {"application_master", group.memory->application_master}};
    else
      one["memory"] = nullptr;
    if (group.memory)
      one["containers"] = {{"map_mb", group.map},
                           {"maps_per_node", group.maps_per_node},
                           {"wasted_by_maps_mb", group.wasted_by_maps},
                           {"reduce_mb", group.reduce},
                           {"reduces_per_node", group.reduces_per_node},
                           {"wasted_by_reduces_mb", group.wasted_by_reduces}};
    groups.push_back(std::move(one));
  }
  return {{"groups", groups}, {"reducers", advice.reducers ? Json(*advice.reducers) : Json()}};
}

}  // namespace sluice::cluster
