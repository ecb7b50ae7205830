#include "plan/resource.h"

#include <fmt/format.h>

#include "base/interrupt.h"

namespace sluice::plan {

std::vector<Difference> compare(const Want& want, const Have& have,
                                const std::function<Remedy(const std::string&)>& remedy) {
  std::vector<Difference> out;
  for (const auto& [name, wanted] : want.properties) {
    auto it = have.properties.find(name);
    if (it == have.properties.end() || wanted.is_unknown() || it->second == wanted) continue;
    out.push_back({name, it->second, wanted, remedy(name)});
  }
  return out;
}

std::vector<Difference> Resource::diff(const Want& want, const Have& have) const {
  return compare(want, have, [](const std::string&) { return Remedy::kUpdate; });
}

Status wait_until(Work& work, const std::string& what, std::chrono::milliseconds interval,
                  const std::function<Result<bool>()>& ready) {
  using std::chrono::seconds;
  base::Micros begin = work.clock.now(), next_word = begin + seconds(10);
  while (true) {
    SLUICE_TRY(bool is_ready, ready());
    if (is_ready) return {};
    SLUICE_CHECK(base::check_interrupted());
    base::Micros now = work.clock.now();
    auto waited = std::chrono::duration_cast<seconds>(now - begin).count();
    if (now >= work.deadline)
      return fail(ErrorKind::kTimeout, fmt::format("gave up waiting until {}, after {} s", what, waited));
    if (now >= next_word) {
      work.say(fmt::format("still waiting until {} ({} s)", what, waited));
      next_word += seconds(10);
    }
    work.clock.sleep_for(interval);
  }
}

}  // namespace sluice::plan
