#include "cli/cluster_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

namespace sluice::cli {
namespace {

void clear_line() {
  fmt::print(stderr, "\r\033[K");
}

std::string clock_text(std::chrono::steady_clock::duration elapsed) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

}  // namespace

std::string progress_text(const emr::ClusterView& view) {
  if (view.id.empty())
    return fmt::format("waiting for {} of the same name to end ({})", view.reason, view.state);
  std::vector<std::string> groups;
  for (const emr::NodeGroup& group : view.groups)
    groups.push_back(
        fmt::format("{} {}/{}", base::to_lower_ascii(group.role), group.running, group.requested));
  std::string text = view.id + " " + view.state;
  if (!groups.empty()) text += " · " + base::join(groups, ", ");
  if (!view.reason.empty()) text += " · " + view.reason;
  return text;
}

ClusterProgress::ClusterProgress() : live_(isatty(STDERR_FILENO) == 1) {
  if (live_) base::set_log_hook(clear_line, nullptr);
}

ClusterProgress::~ClusterProgress() {
  if (!live_) return;
  base::set_log_hook(nullptr, nullptr);
  clear_line();
}

void ClusterProgress::show(const emr::ClusterView& view) {
  show(progress_text(view));
}

void ClusterProgress::show(const std::string& text) {
  const std::string elapsed = clock_text(std::chrono::steady_clock::now() - start_);
  if (live_) {
    clear_line();
    fmt::print(stderr, "{} {}", elapsed, text);
    std::fflush(stderr);
  } else if (text != last_) {
    base::log_info("{} {}", elapsed, text);
  }
  last_ = text;
}

}  // namespace sluice::cli
