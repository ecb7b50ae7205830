#include "support/memory_world.h"

namespace sluice::support {
namespace {

using plan::Found, plan::Have, plan::Want, plan::Work;

class ThingKind final : public plan::Resource {
 public:
  ThingKind(MemoryWorld& world, bool holds_data) : world_(world), holds_data_(holds_data) {}
  const char* kind() const override { return "thing"; }
  bool holds_data() const override { return holds_data_; }
  std::string describe(const Want& want) const override {
    return "a thing of size " + plan::to_text(plan::get(want.properties, "size"));
  }

  Result<Found> find(const Want& want) override {
    std::lock_guard lock(world_.mutex);
    if (world_.dead()) return fail(ErrorKind::kInternal, "dead");
    if (name_of(want) == world_.unreachable) return Found::unknown("the line is down");
    auto it = world_.things.find(name_of(want));
    if (it == world_.things.end()) return Found::absent();
    return Found::present(have(it->first, it->second));
  }

  Result<std::vector<Want>> list_mine() override {
    std::lock_guard lock(world_.mutex);
    std::vector<Want> mine;
    for (const auto& [name, it] : world_.things)
      if (it.ours && it.whole) mine.push_back(thing(name, it.size));
    return mine;
  }

  std::vector<plan::Difference> diff(const Want& want, const Have& have) const override {
    std::string wanted = plan::get(want.properties, "size").text();
    return plan::compare(want, have, [&](const std::string&) {
      if (wanted.starts_with("fixed")) return plan::Remedy::kDrift;
      if (wanted.starts_with("rebuild")) return plan::Remedy::kReplace;
      return wanted.starts_with("plus") ? plan::Remedy::kAdd : plan::Remedy::kUpdate;
    });
  }

  Result<Have> create(const Want& want, Work& work) override {
    std::lock_guard lock(world_.mutex);
    world_.calls.push_back("create " + name_of(want));
    world_.things.erase("." + name_of(want));
    SLUICE_CHECK(world_.effect());
    world_.things["." + name_of(want)] = {true, size_of(want), 1, false};
    world_.settle_effect();
    work.step("part");
    SLUICE_CHECK(world_.effect());
    world_.things.erase("." + name_of(want));
    world_.things[name_of(want)] = {true, size_of(want), 1, true};
    world_.settle_effect();
    return have(name_of(want), world_.things[name_of(want)]);
  }

  Result<Have> update(const Want& want, const Have&, const std::vector<plan::Difference>&, Work&) override {
    std::lock_guard lock(world_.mutex);
    world_.calls.push_back("update " + name_of(want));
    SLUICE_CHECK(world_.effect());
    world_.things[name_of(want)].size = size_of(want);
    world_.settle_effect();
    return have(name_of(want), world_.things[name_of(want)]);
  }

  Status remove(const Want& want, const Have&, Work&) override {
    std::lock_guard lock(world_.mutex);
    world_.calls.push_back("remove " + name_of(want));
    SLUICE_CHECK(world_.effect());
    world_.things.erase(name_of(want));
    world_.settle_effect();
    return {};
  }

 private:
  static std::string name_of(const Want& want) { return plan::get(want.properties, "name").text(); }
  static std::string size_of(const Want& want) { return plan::get(want.properties, "size").text(); }
  static Have have(const std::string& name, const Thing& it) {
    return {it.ours, {{"size", it.size}}, {{"address", "at-" + name}, {"size", it.size}}};
  }
  MemoryWorld& world_;
  bool holds_data_;
};

}  // namespace

Status MemoryWorld::effect() {
  if (dead_) return fail(ErrorKind::kInternal, "dead");
  if (++effects == fail_at) return fail(ErrorKind::kUnavailable, "the line broke");
  return {};
}

void MemoryWorld::settle_effect() {
  if (effects == die_at) dead_ = true;
}

std::unique_ptr<plan::Resource> make_thing_kind(MemoryWorld& world, bool holds_data) {
  return std::make_unique<ThingKind>(world, holds_data);
}

plan::Want thing(const std::string& name, const std::string& size, plan::Properties more,
                 std::string inside) {
  more["name"] = name;
  more["size"] = size;
  return {name, "thing", std::move(more), std::move(inside)};
}

}  // namespace sluice::support
