#include "cluster/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cluster/memory_settings.h"
#include "cluster/node_plan.h"

namespace sluice::cluster {
namespace {

using Settings = std::map<std::string, PlacedText>;
using base::Severity;

bool has_hbase(const ClusterFile& cluster) {
  const Json applications = cluster.body.value("Applications", Json::array());
  return std::ranges::any_of(
      applications, [](const Json& each) { return base::to_lower_ascii(each.value("Name", "")) == "hbase"; });
}

// HBase takes about half of a node for itself.
std::optional<NodeMemory> memory_of(const std::string& type, bool hbase) {
  auto memory = node_memory(type);
  if (memory && hbase) memory->node /= 2;
  return memory;
}

class Adviser {
 public:
  explicit Adviser(const ClusterFile& cluster)
      : cluster_(cluster), groups_(planned_groups(cluster.body)), hbase_(has_hbase(cluster)) {}

  Diagnostics run() {
    const Json all = cluster_.body.value("Configurations", Json::array());
    memory(all, "configurations", groups_);
    of_all_ = memory_settings(all, "configurations");
    for (const PlannedGroup& group : groups_) {
      if (group.configurations.is_array())
        memory(group.configurations, group.path + ".configurations", {group});
      types(group);
      if (group.role == "MASTER") master(group);
      if (group.spot > 0 && !group.fleet && group.types[0].bid) bid(group);
      if (group.spot > 0 && group.fleet) spot_fleet(group);
      if (group.on_demand > 0 && group.role == "TASK")
        say(Severity::kNote, "W409", group.path, "task nodes hold no HDFS: they are the ones to buy on spot",
            "market: SPOT, without bidprice");
    }
    core();
    return std::move(findings_);
  }

 private:
  void say(Severity severity, const char* code, const std::string& path, std::string message,
           std::string hint = {}) {
    findings_.add({severity, std::move(message), cluster_.mark(path), std::move(hint), code, path});
  }

  std::optional<int> megabytes(const Settings& settings, const std::string& name) {
    const auto found = settings.find(name);
    if (found == settings.end()) return std::nullopt;
    const std::string& text = found->second.text;
    const auto value = base::parse_int(text);
    if (value && !text.empty() && text.find_first_not_of("0123456789") == std::string::npos &&
        *value <= 100'000'000)
      return static_cast<int>(*value);
    say(Severity::kError, "E402", found->second.path,
        fmt::format("{} is '{}', not a number of MB", name, text), "digits only, for example 3072");
    return std::nullopt;
  }

  // The largest container that any node of these groups can hold.
  std::optional<int> largest(const std::vector<PlannedGroup>& groups) const {
    std::optional<int> most;
    for (const PlannedGroup& group : groups) {
      if (group.role == "MASTER" && groups.size() > 1) continue;
      for (const PlannedType& type : group.types) {
        const auto memory = memory_of(type.type, hbase_);
        if (!memory) return std::nullopt;
        most = std::max(most.value_or(0), memory->node);
      }
    }
    return most;
  }

  void memory(const Json& configurations, const std::string& prefix,
              const std::vector<PlannedGroup>& groups) {
    const Settings settings = memory_settings(configurations, prefix);
    Limit limit{largest(groups), {}};
    for (const char* name : {"yarn.nodemanager.resource.memory-mb", "yarn.scheduler.maximum-allocation-mb"})
      if (auto set = megabytes(settings, name);
          set && (name[5] == 'n' || *set < limit.most.value_or(*set + 1)))
        limit = {*set, name};
    const auto least = smallest(groups);
    auto usual = [&](int NodeMemory::* member) {
      return least ? std::optional(*least.*member) : std::nullopt;
    };
    container(settings, "mapreduce.map.memory.mb", "mapreduce.map.java.opts", limit, usual(&NodeMemory::map));
    container(settings, "mapreduce.reduce.memory.mb", "mapreduce.reduce.java.opts", limit,
              usual(&NodeMemory::reduce));
    container(settings, "yarn.app.mapreduce.am.resource.mb", "yarn.app.mapreduce.am.command-opts", limit,
              usual(&NodeMemory::application_master));
  }

  // Here, or, for a group, by the whole cluster's configurations.
  bool is_set(const Settings& settings, const std::string& name) const {
    return settings.contains(name) || of_all_.contains(name);
  }

  // The largest container, and the setting that says so; empty: the nodes do.
  struct Limit {
    std::optional<int> most;
    std::string setting;
  };

  // The node with the smallest containers, which are all that the settings of a cluster may rely on.
  static std::optional<NodeMemory> smallest(const std::vector<PlannedGroup>& groups) {
    std::optional<NodeMemory> out;
    for (const PlannedGroup& group : groups)
      for (const PlannedType& type : group.types) {
        const auto memory = node_memory(type.type);
        if (!memory) return std::nullopt;
        if (!out || memory->map < out->map) out = memory;
      }
    return out;
  }

  void container(const Settings& settings, const std::string& size_name, const std::string& options_name,
                 const Limit& limit, std::optional<int> usual) {
    const auto size = megabytes(settings, size_name);
    const auto options = settings.find(options_name);
    if (size && limit.most && *size > *limit.most)
      say(Severity::kError, "E401", settings.at(size_name).path,
          fmt::format("{} is {} MB; the largest container of these nodes is {} MB: jobs would never start",
                      size_name, *size, *limit.most),
          "a smaller value or a larger instance type");
    if (!is_set(settings, size_name) && usual && !limit.setting.empty() && *usual > *limit.most)
      say(Severity::kError, "E401", settings.at(limit.setting).path,
          fmt::format("{} is {} MB; {} is {} MB by default: jobs would never start", limit.setting,
                      *limit.most, size_name, *usual),
          fmt::format("a larger value, or {}: {}", size_name, *limit.most));
    if (size && *size < 512 && size_name.starts_with("mapreduce"))
      say(Severity::kWarning, "W402", settings.at(size_name).path,
          fmt::format("{} is only {} MB", size_name, *size), "at least 512");
    const bool job = size_name.starts_with("mapreduce");
    if (job && size && !is_set(settings, options_name))
      say(Severity::kWarning, "W400", settings.at(size_name).path,
          size_name + " is set without " + options_name + ": the default heap stays",
          fmt::format("{}: -Xmx{}m", options_name, (*size * 8 + 5) / 10));
    if (job && options != settings.end() && !is_set(settings, size_name))
      say(Severity::kWarning, "W400", options->second.path,
          options_name + " is set without " + size_name + ": the default container stays",
          "set " + size_name + " too");
    if (size && options != settings.end()) heap(*size, size_name, options->second);
  }

  void heap(int size, const std::string& size_name, const PlacedText& options) {
    const auto heap = heap_megabytes(options.text);
    if (!heap) return;
    const std::string hint = fmt::format("-Xmx{}m, 0.8 of the container", (size * 8 + 5) / 10);
    if (*heap >= size)
      say(Severity::kError, "E400", options.path,
          fmt::format("a heap of {} MB does not fit {} = {} MB", *heap, size_name, size), hint);
    else if (*heap * 10 > size * 9)
      say(Severity::kWarning, "W401", options.path,
          fmt::format("a heap of {} MB is more than 90 % of {} = {} MB", *heap, size_name, size), hint);
  }

  void types(const PlannedGroup& group) {
    for (size_t i = 0; i < group.types.size(); ++i)
      if (const std::string better = replacement_of(group.types[i].type); !better.empty())
        say(Severity::kWarning, "W403",
            group.path + (group.fleet ? fmt::format(".instance_types[{}].type", i) : ".type"),
            group.types[i].type + " is of a previous generation",
            "use " + better + " where the release supports it");
  }

  void master(const PlannedGroup& group) {
    for (const PlannedType& type : group.types)
      if (const auto facts = instance_facts(type.type); facts && facts->memory_gib < 8)
        say(Severity::kWarning, "W404", group.path + ".type",
            fmt::format("{} has {} GiB: little for ResourceManager, NameNode, Hive and the job driver",
                        type.type, facts->memory_gib),
            "m5.xlarge is the floor advised");
  }

  void bid(const PlannedGroup& group) {
    say(Severity::kNote, "W406", group.path + ".bidprice",
        "a bid is only a cap: the spot price is what is billed",
        "leave bidprice out: the cap is the on-demand price then");
  }

  // A fleet on spot is filled the sooner, the more it may choose from and pay.
  void spot_fleet(const PlannedGroup& group) {
    std::set<std::string> families;
    for (const PlannedType& type : group.types) {
      families.insert(type.type.substr(0, type.type.find('.')));
      if (type.bid_percent && *type.bid_percent < 100) {
        say(Severity::kNote, "W407", group.path,
            fmt::format("a cap of {:g} % of the on-demand price is often not enough", *type.bid_percent),
            "bid_price_pct: 100; the spot price is what is billed");
        break;
      }
    }
    if (group.types.size() < 5 || families.size() < 2)
      say(Severity::kNote, "W408", group.path,
          fmt::format("spot has little to choose from (types: {}, families: {})", group.types.size(),
                      families.size()),
          "5 types of 2 families or more, allocation_strategy: price-capacity-optimized");
  }

  void core() {
    for (const PlannedGroup& group : groups_)
      if (group.role == "CORE" && !group.fleet && group.on_demand + group.spot < 2)
        say(Severity::kWarning, "W405", group.path + ".num_instances",
            "one core node: HDFS has no second copy of anything", "at least 2");
  }

  const ClusterFile& cluster_;
  std::vector<PlannedGroup> groups_;
  bool hbase_;
  Settings of_all_;
  Diagnostics findings_;
};

int set_or(const Settings& settings, const char* name, int otherwise) {
  const auto found = settings.find(name);
  const auto value = found == settings.end() ? std::nullopt : base::parse_int(found->second.text);
  return value && *value > 0 && *value < 100'000'000 ? static_cast<int>(*value) : otherwise;
}

GroupAdvice advice_of(const PlannedGroup& group, size_t i, Settings settings, bool hbase) {
  GroupAdvice out{
      .name = group.name, .role = group.role, .type = group.types[i].type, .count = group.most_instances(i)};
  out.memory = memory_of(out.type, hbase);
  for (auto& [name, value] : memory_settings(group.configurations, "")) settings[name] = value;
  if (!out.memory) return out;
  out.memory->node = set_or(settings, "yarn.nodemanager.resource.memory-mb", out.memory->node);
  out.map = set_or(settings, "mapreduce.map.memory.mb", out.memory->map);
  out.reduce = set_or(settings, "mapreduce.reduce.memory.mb", out.memory->reduce);
  out.maps_per_node = out.memory->node / out.map, out.reduces_per_node = out.memory->node / out.reduce;
  out.wasted_by_maps = out.memory->node % out.map, out.wasted_by_reduces = out.memory->node % out.reduce;
  return out;
}

}  // namespace

Diagnostics advise_findings(const ClusterFile& cluster) {
  return Adviser(cluster).run();
}

Advice advise(const ClusterFile& cluster) {
  Advice out;
  const Settings settings =
      memory_settings(cluster.body.value("Configurations", Json::array()), "configurations");
  const bool hbase = has_hbase(cluster);
  int containers = 0;
  bool known = true;
  for (const PlannedGroup& group : planned_groups(cluster.body)) {
    std::optional<int> fewest;  // of a fleet: whichever type comes
    for (size_t i = 0; i < group.types.size(); ++i) {
      out.groups.push_back(advice_of(group, i, settings, hbase));
      const GroupAdvice& one = out.groups.back();
      if (group.role != "MASTER" && !one.memory) known = false;
      fewest = std::min(fewest.value_or(one.count * one.reduces_per_node), one.count * one.reduces_per_node);
    }
    if (group.role != "MASTER") containers += fewest.value_or(0);
  }
  if (known) out.reducers = std::max(1, containers * 95 / 100);
  return out;
}

}  // namespace sluice::cluster
