// What the program said on a host (src/users/host/report.sh). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::users {

enum class ItemStatus { kSkipping, kOk, kChanged, kFailed };

struct ItemResult {
  int task = 0;
  std::string item;  // a user; empty: the task has no items
  ItemStatus status = ItemStatus::kOk;
  std::string message;
};
struct FileChange {
  int task = 0;
  std::string item, path, before, after;
};
struct HostReport {
  std::vector<ItemResult> results;
  std::vector<FileChange> files;
  std::vector<std::string> notes;
  std::string stop;       // why nothing was done
  bool begun = false;     // root's shell ran the program
  bool complete = false;  // the program came to its end
};
HostReport parse_host_report(std::string_view output);

}  // namespace sluice::users
