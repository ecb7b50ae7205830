#include "cli/cluster_progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "base/log.h"
#include "base/text.h"

namespace sluice::cli {
namespace {

void clear_line() {
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

// A line that wraps could not be taken back. Every character of ours and EMR's is one column wide.
std::string first_columns(const std::string& text, size_t columns) {
  size_t bytes = 0;
  for (size_t seen = 0; bytes < text.size(); ++bytes)
    if ((static_cast<unsigned char>(text[bytes]) & 0xC0) != 0x80 && seen++ == columns) break;
  return text.substr(0, bytes);
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
  if (!live_) return;
  base::set_log_hook(clear_line, nullptr);
  ticker_ = std::thread([this] { tick(); });
}

void ClusterProgress::stop() {
  if (!ticker_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  ticker_.join();
  base::set_log_hook(nullptr, nullptr);
  clear_line();
}

void ClusterProgress::show(const emr::ClusterView& view) {
  show(progress_text(view));
}

void ClusterProgress::show(const std::string& text) {
  std::lock_guard lock(mutex_);
  if (!live_ && text != last_)
    base::log_info("{} {}", clock_text(std::chrono::steady_clock::now() - start_), text);
  last_ = text;
  if (live_ && !stopping_) draw();
}

void ClusterProgress::tick() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; }))
    if (!last_.empty()) draw();
}

void ClusterProgress::draw() const {
  const std::string elapsed = clock_text(std::chrono::steady_clock::now() - start_);
  fmt::print(stderr, "\r{}\033[K", first_columns(elapsed + " " + last_, terminal_width() - 1));
  std::fflush(stderr);
}

}  // namespace sluice::cli
