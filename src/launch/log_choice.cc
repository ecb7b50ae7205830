#include "launch/log_choice.h"

#include <map>
#include <tuple>

#include "event/log_files.h"

namespace sluice::launch {

Result<std::vector<ScanFile>> choose_logs(const std::vector<LogWish>& wishes, Diagnostics& findings) {
  using Choice = std::tuple<std::vector<std::string>, std::vector<std::string>, std::string>;
  std::map<Choice, std::vector<event::LogFile>> listings;
  std::map<std::string, ScanFile> chosen;
  for (size_t i = 0; i < wishes.size(); ++i) {
    const jobs::Parameters& p = *wishes[i].parameters;
    auto [listing, is_new] = listings.try_emplace({p.source, p.pattern, p.date_pattern});
    if (is_new) {
      SLUICE_TRY(auto selection, event::LogSelection::create(p.pattern, p.date_pattern));
      SLUICE_TRY(listing->second, selection.list(p.source, findings));
    }
    base::DayInterval days = wishes[i].window.widened(p.expand_interval);
    for (const event::LogFile& file : listing->second) {
      if (!file.counts_for(days)) continue;
      ScanFile& entry = chosen.try_emplace(file.path, ScanFile{file.path, file.size, 0}).first->second;
      entry.jobs |= uint32_t{1} << i;
    }
  }
  std::vector<ScanFile> out;
  for (auto& [path, file] : chosen) out.push_back(std::move(file));
  return out;
}

}  // namespace sluice::launch
