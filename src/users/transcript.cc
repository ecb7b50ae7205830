#include "users/transcript.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "users/line_diff.h"

namespace sluice::users {
namespace {

using Print = std::function<void(const std::string&)>;

struct Task {
  const char* name;
  bool has_items;
};
constexpr std::array<Task, 16> kTasks = {
    {{"debug var=user_info", false},
     {"create the edxadmin group", false},
     {"ensure sudoers.d is read", false},
     {"grant full sudo access to the edxadmin group", false},
     {"create the users", true},
     {"create .ssh directory", true},
     {"assign admin role to admin users", true},
     {"copy github key[s] to .ssh/authorized_keys", true},
     {"create bashrc file for normal users", true},
     {"create .profile for all users", true},
     {"modify shell for restricted users", true},
     {"create bashrc file for restricted users", true},
     {"create sudoers file from template", false},
     {"change home directory ownership to root for restricted users", true},
     {"create ~/bin directory", true},
     {"create allowed command links", true}}};
constexpr int kAdminRulesTask = 4, kKeysTask = 8, kUserRulesTask = 13;
constexpr size_t kWidth = 79;

const char* word_of(ItemStatus status) {
  switch (status) {
    case ItemStatus::kSkipping: return "skipping";
    case ItemStatus::kOk: return "ok";
    case ItemStatus::kChanged: return "changed";
    case ItemStatus::kFailed: break;
  }
  return "failed";
}

// The results of one task, the worst of each item, in the order of the input; accounts beyond it at the end.
std::vector<ItemResult> items_of(int task, const UserInfo& users, const std::vector<UserKeys>& keys,
                                 const HostReport& report) {
  std::vector<ItemResult> items;
  auto add = [&](const ItemResult& result) {
    auto same = std::ranges::find(items, result.item, &ItemResult::item);
    if (same == items.end())
      items.push_back(result);
    else if (result.status > same->status)
      *same = result;
  };
  if (kTasks[static_cast<size_t>(task - 1)].has_items)
    for (const User& user : users.users) add({task, user.name, ItemStatus::kSkipping, ""});
  for (const ItemResult& result : report.results)
    if (result.task == task) add(result);
  for (size_t i = 0; task == kKeysTask && i < users.users.size(); ++i)
    if (users.users[i].present && !keys[i].problem.empty())
      add({task, users.users[i].name, ItemStatus::kFailed, keys[i].problem});
  return items;
}

bool has_result(const HostReport& report, int task) {
  return std::ranges::any_of(report.results, [&](const ItemResult& result) { return result.task == task; });
}
// The tasks before the accounts hold for the host as a whole: when one fails, nothing follows.
bool reached_accounts(const HostReport& report) {
  return std::ranges::any_of(report.results, [](const ItemResult& result) {
    return result.task == kAdminRulesTask && result.status != ItemStatus::kFailed;
  });
}

void count(const std::vector<ItemResult>& items, HostRecap& recap) {
  auto worst = ItemStatus::kSkipping;
  for (const ItemResult& item : items) worst = std::max(worst, item.status);
  recap.failed += worst == ItemStatus::kFailed;
  recap.changed += worst == ItemStatus::kChanged;
  recap.ok += worst == ItemStatus::kOk || worst == ItemStatus::kChanged;
}

std::string names_of(const UserInfo& users) {
  std::string names;
  for (const User& user : users.users)
    names += fmt::format("{}        \"{}\"", names.empty() ? "\n" : ",\n", user.name);
  return names.empty() ? "[]" : "[" + names + "\n    ]";
}

void print_files(const HostOutcome& outcome, int task, const std::string& item, bool all,
                 const Print& print) {
  for (const FileChange& file : outcome.report.files) {
    bool of_keys = file.path.ends_with("/authorized_keys");
    if (file.task != task || file.item != item || (!all && !of_keys)) continue;
    auto lines = of_keys ? line_diff(keys_as_fingerprints(file.before), keys_as_fingerprints(file.after))
                         : line_diff(file.before, file.after);
    print("    " + file.path);
    for (const std::string& line : lines) print("    " + line);
  }
}

void print_task(const TaskOutcome& task, int number, const HostOutcome& outcome, bool diffs,
                const Print& print) {
  bool idle = std::ranges::all_of(task.items, [](const TaskItem& item) { return item.status == "skipping"; });
  if (idle) return print(fmt::format("skipping: [{}]", outcome.host));
  for (const TaskItem& item : task.items) {
    std::string of_item = item.item.empty() ? "" : fmt::format(" => (item={})", item.item);
    std::string message = item.status == "failed" && !item.message.empty() ? " => " + item.message : "";
    print(fmt::format("{}: [{}]{}{}", item.status, outcome.host, of_item, message));
    print_files(outcome, number, item.item, diffs, print);
  }
}

}  // namespace

HostRecap recap_of(const UserInfo& users, const std::vector<UserKeys>& keys, const HostOutcome& outcome) {
  HostRecap recap;
  recap.host = outcome.host;
  recap.notes = outcome.report.notes;
  if (outcome.error) {
    recap.unreachable = 1;
    recap.problem = base::to_text(*outcome.error);
    recap.no_way = outcome.error->kind == ErrorKind::kUnavailable;
    return recap;
  }
  if (!outcome.report.stop.empty()) {
    recap.failed = 1;
    recap.problem = outcome.report.stop;
    return recap;
  }
  recap.tasks.push_back({kTasks[0].name, {{"", "ok", ""}}});
  recap.ok = 1;
  bool full = reached_accounts(outcome.report);
  for (int number = 2; number <= static_cast<int>(kTasks.size()); ++number) {
    if (full ? !outcome.report.complete && !has_result(outcome.report, number)
             : !has_result(outcome.report, number))
      continue;
    auto items = items_of(number, users, keys, outcome.report);
    count(items, recap);
    TaskOutcome task{kTasks[static_cast<size_t>(number - 1)].name, {}};
    for (const ItemResult& item : items)
      task.items.push_back({item.item, word_of(item.status), item.message});
    recap.tasks.push_back(std::move(task));
  }
  if (!outcome.report.complete) {
    ++recap.failed;
    recap.problem = "the connection ended before the play did; run it again to finish";
  }
  return recap;
}

void print_play(const UserInfo& users, const std::vector<HostOutcome>& outcomes,
                const std::vector<HostRecap>& recaps, bool diffs, const Print& print) {
  print(heading_line("PLAY [Configure SSH access to cluster]"));
  print("");
  for (size_t number = 1; number <= kTasks.size(); ++number) {
    const char* name = kTasks[number - 1].name;
    bool headed = false;
    auto head = [&] {
      if (!headed) print(heading_line(fmt::format("TASK: [user | {}]", name)));
      headed = true;
    };
    for (size_t i = 0; i < outcomes.size(); ++i) {
      const std::string& host = outcomes[i].host;
      auto task = std::ranges::find(recaps[i].tasks, std::string_view(name),
                                    [](const TaskOutcome& t) { return std::string_view(t.name); });
      if (number == 1 && recaps[i].tasks.empty()) {
        head();
        print(fmt::format("fatal: [{}] => {}", host, recaps[i].problem));
      } else if (number == 1) {
        head();
        print(fmt::format("ok: [{}] => {{\n    \"item\": \"\",\n    \"user_info\": {}\n}}", host,
                          names_of(users)));
      } else if (task != recaps[i].tasks.end()) {
        head();
        print_task(*task, static_cast<int>(number), outcomes[i], diffs, print);
      }
    }
    if (headed) print("");
  }
  bool noted = false;
  for (const HostRecap& recap : recaps)
    if (!recap.problem.empty() && !recap.tasks.empty())
      print(fmt::format("fatal: [{}] => {}", recap.host, recap.problem)), noted = true;
  for (const HostRecap& recap : recaps)
    for (const std::string& note : recap.notes)
      print(fmt::format("note: [{}] {}", recap.host, note)), noted = true;
  if (noted) print("");
}

std::string heading_line(const std::string& text) {
  std::string line = text + ' ';
  return line + std::string(std::max<size_t>(3, kWidth - std::min(kWidth, line.size())), '*');
}

std::string recap_line(const HostRecap& recap) {
  return fmt::format("{:<26} : ok={:<4} changed={:<4} unreachable={:<4} failed={:<4}", recap.host, recap.ok,
                     recap.changed, recap.unreachable, recap.failed);
}

}  // namespace sluice::users
