// instance_fleets: spec cluster-file.md section 4.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "cluster/known_keys.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

constexpr std::array<std::string_view, 3> kRoles{"master", "core", "task"};

class Fleet {
 public:
  Fleet(Strict& strict, const YamlNode& node, std::string role)
      : strict_(strict), node_(node), role_(std::move(role)), path_("instance_fleets." + role_) {}

  // Null: the fleet is left out.
  Json body() {
    strict_.reader.keys(node_, path_, names(instance_fleet_keys()));
    const bool spot = flag("use_spot", true);
    const std::optional<int64_t> on_demand = capacity("on_demand_capacity"),
                                 of_spot = capacity("spot_capacity");
    Json out{{"Name", role_}, {"InstanceFleetType", base::to_upper_ascii(role_)}};
    if (role_ == "master") {
      out[spot ? "TargetSpotCapacity" : "TargetOnDemandCapacity"] = 1;
      warn_spot_master(spot);
    } else {
      if (on_demand == 0 && (!spot || of_spot == 0)) return nullptr;
      out["TargetOnDemandCapacity"] = on_demand.value_or(0);
      if (spot) out["TargetSpotCapacity"] = of_spot.value_or(0);
    }
    if (Json launch = launch_specifications(spot); !launch.empty())
      out["LaunchSpecifications"] = std::move(launch);
    out["InstanceTypeConfigs"] = types();
    return out;
  }

 private:
  const YamlNode* own(const char* key) const { return given(node_, key); }
  std::string at(const char* key) const { return below(path_, key); }

  bool flag(const char* key, bool otherwise) {
    return own(key) ? strict_.reader.boolean(*own(key), at(key)).value_or(otherwise) : otherwise;
  }
  // Nothing: it is wrong, and the fleet is read on as one that is asked for.
  std::optional<int64_t> capacity(const char* key) {
    if (!own(key)) return 0;
    const auto value = strict_.reader.integer(*own(key), at(key));
    if (value && *value < 0)
      strict_.reader.error("E104", at(key), own(key)->mark, "a capacity cannot be less than 0");
    return value;
  }

  void warn_spot_master(bool spot) {
    if (!spot) return;
    strict_.reader.warning("W151", at("use_spot"), own("use_spot") ? own("use_spot")->mark : node_.mark,
                           own("bid_price_pct")
                               ? "the master is bought on spot"
                               : "the master is bought on spot with a cap of 25 %, which is often not enough",
                           "use_spot: false for the master");
  }

  Json launch_specifications(bool spot) {
    Json out = Json::object();
    if (spot) {
      const int64_t minutes =
          own("bid_timeout_after")
              ? strict_.reader.integer(*own("bid_timeout_after"), at("bid_timeout_after")).value_or(15)
              : 15;
      if (minutes < 5 || minutes > 1440)
        strict_.reader.error("E154", at("bid_timeout_after"), own("bid_timeout_after")->mark,
                             fmt::format("{} minutes: EMR takes 5 to 1440", minutes));
      out["SpotSpecification"] = {
          {"TimeoutAction", flag("on_demand_fallback", false) ? "SWITCH_TO_ON_DEMAND" : "TERMINATE_CLUSTER"},
          {"TimeoutDurationMinutes", minutes}};
    }
    if (own("allocation_strategy") && spot)
      if (auto text = strategy("allocation_strategy",
                               {"capacity-optimized", "price-capacity-optimized", "lowest-price",
                                "diversified", "capacity-optimized-prioritized"}))
        out["SpotSpecification"]["AllocationStrategy"] = *text;
    if (own("on_demand_allocation_strategy"))
      if (auto text = strategy("on_demand_allocation_strategy", {"lowest-price", "prioritized"}))
        out["OnDemandSpecification"] = {{"AllocationStrategy", *text}};
    return out;
  }

  std::optional<std::string> strategy(const char* key, const std::vector<std::string>& known) {
    if (!strict_.at_least({5, 12, 1}))
      strict_.reader.error("E150", at(key), own(key)->mark, "allocation strategies need emr-5.12.1 or later");
    const auto text = strict_.reader.text(*own(key), at(key));
    if (text && std::ranges::find(known, *text) == known.end())
      strict_.reader.error("E104", at(key), own(key)->mark,
                           fmt::format("\"{}\" is not an allocation strategy", *text),
                           "known here: " + base::join(known, ", "));
    return text;
  }

  // Each with its path: maps, bare texts, one map, or `type` of the fleet itself.
  std::vector<std::pair<YamlNode, std::string>> type_nodes() {
    std::vector<std::pair<YamlNode, std::string>> out;
    if (const YamlNode* list = own("instance_types")) {
      if (!list->is_sequence())
        out.emplace_back(*list, at("instance_types"));
      else
        for (size_t i = 0; i < list->items.size(); ++i)
          out.emplace_back(list->items[i], below(at("instance_types"), i));
    }
    if (const YamlNode* type = own("type")) out.emplace_back(*type, at("type"));
    return out;
  }

  Json types() {
    Json out = Json::array();
    const Json ebs = ebs_of(strict_, node_, path_);
    for (const auto& [node, path] : type_nodes()) {
      Json config = type_config(node, path);
      if (!ebs.is_null()) config["EbsConfiguration"] = ebs;
      out.push_back(std::move(config));
    }
    const SourceMark mark = own("instance_types") ? own("instance_types")->mark : node_.mark;
    const size_t most = own("allocation_strategy") || own("on_demand_allocation_strategy") ? 30 : 5;
    if (out.empty())
      strict_.reader.error("E153", at("instance_types"), mark, "no instance types",
                           "instance_types: [{type: m5.xlarge}]");
    if (out.size() > most)
      strict_.reader.error("E151", at("instance_types"), mark,
                           fmt::format("{} types; EMR takes at most {}", out.size(), most),
                           "allocation_strategy allows 30");
    return out;
  }

  Json type_config(const YamlNode& node, const std::string& path) {
    Reader& reader = strict_.reader;
    if (node.is_scalar())
      return config(reader.text(node, path).value_or(""), 1, own("bid_price_pct"), at("bid_price_pct"));
    if (!reader.map(node, path)) return Json::object();
    reader.keys(node, path, names(instance_type_keys()));
    const YamlNode* type = given(node, "type");
    if (!type)
      reader.error("E141", below(path, "type"), strict_.file.mark(below(path, "type")),
                   "the instance type is missing", "type: m5.xlarge");
    const YamlNode* weight_node = given(node, "weight");
    const int64_t weight =
        weight_node ? reader.integer(*weight_node, below(path, "weight"), "E152").value_or(1) : 1;
    if (weight < 1) reader.error("E152", below(path, "weight"), weight_node->mark, "a weight is at least 1");
    const YamlNode* pct = given(node, "bid_price_pct");
    const YamlNode* price = given(node, "bid_price");
    if (pct && price)
      reader.error("E131", below(path, "bid_price"), price->mark, "bid_price_pct is given, too", "keep one");
    const std::string name = type ? reader.text(*type, below(path, "type")).value_or("") : "";
    if (!price) {
      Json out = config(name, weight, pct ? pct : own("bid_price_pct"),
                        pct ? below(path, "bid_price_pct") : at("bid_price_pct"));
      take_priority(node, path, out);
      return out;
    }
    Json out{{"InstanceType", name}};
    if (auto text = reader.price(*price, below(path, "bid_price"))) out["BidPrice"] = *text;
    out["WeightedCapacity"] = weight;
    take_priority(node, path, out);
    return out;
  }

  void take_priority(const YamlNode& node, const std::string& path, Json& out) {
    if (const YamlNode* priority = given(node, "priority"))
      if (auto value = strict_.reader.number(*priority, below(path, "priority"))) out["Priority"] = *value;
  }

  Json config(const std::string& type, int64_t weight, const YamlNode* pct, const std::string& path) {
    Json percent = 25;
    if (pct)
      if (auto value = strict_.reader.number(*pct, path)) {
        if (*value <= 0)
          strict_.reader.error("E104", path, pct->mark, "a percentage of the price is more than 0",
                               "100 is the on-demand price");
        const auto whole = static_cast<int64_t>(*value);
        percent = static_cast<double>(whole) == *value ? Json(whole) : Json(*value);
      }
    return {{"InstanceType", type},
            {"BidPriceAsPercentageOfOnDemandPrice", percent},
            {"WeightedCapacity", weight}};
  }

  Strict& strict_;
  const YamlNode& node_;
  std::string role_, path_;
};

void check_release(Strict& strict, const YamlNode& fleets) {
  const bool fits = strict.at_least({4, 8, 0}) && *strict.release != Release{5, 0, 0} &&
                    *strict.release != Release{5, 0, 3};
  if (!fits && (strict.release || strict.ami_mode))
    strict.reader.error("E150", "instance_fleets", fleets.mark,
                        "instance fleets need emr-4.8.0 or later, and not emr-5.0.0 or emr-5.0.3",
                        "use instance_groups, or a later release_label");
}

}  // namespace

void read_instance_fleets(Strict& strict) {
  const YamlNode& fleets = *strict.top("instance_fleets");
  if (!strict.reader.map(fleets, "instance_fleets")) return;
  check_release(strict, fleets);
  std::array<Json, kRoles.size()> in_order;
  for (size_t i = 0; i < fleets.entries.size(); ++i) {
    const auto& [role, node] = fleets.entries[i];
    const auto place = std::ranges::find(kRoles, role);
    if (place == kRoles.end()) {
      strict.reader.error("E146", "instance_fleets." + role, fleets.entry_marks[i],
                          fmt::format("\"{}\" is not a role", role), "master, core or task");
      continue;
    }
    if (!strict.reader.map(node, "instance_fleets." + role)) continue;
    in_order[static_cast<size_t>(place - kRoles.begin())] = Fleet(strict, node, role).body();
  }
  Json out = Json::array();
  for (Json& body : in_order)
    if (!body.is_null()) out.push_back(std::move(body));
  strict.instances()["InstanceFleets"] = std::move(out);
}

}  // namespace sluice::cluster
