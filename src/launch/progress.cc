#include "launch/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/log.h"
#include "base/text.h"

namespace sluice::launch {
namespace {

void clear_line() {
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

std::string as_time(double seconds) {
  auto s = static_cast<int64_t>(seconds + 0.5);
  if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

}  // namespace

Progress::Style Progress::style_for_stderr() {
  return isatty(STDERR_FILENO) ? Style::kLine : Style::kPlain;
}

void Progress::start(std::string what, uint64_t total_bytes) {
  stop();
  what_ = std::move(what);
  total_ = total_bytes;
  file_bytes_ = raw_bytes_ = events_ = 0;
  begin_ = std::chrono::steady_clock::now();
  stopping_ = false;
  if (style_ == Style::kNone) return;
  if (style_ == Style::kLine) base::set_log_hook(clear_line, nullptr);
  thread_ = std::thread([this] { loop(); });
}

void Progress::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  if (style_ == Style::kLine) {
    base::set_log_hook(nullptr, nullptr);
    clear_line();
  }
}

void Progress::loop() {
  auto every = style_ == Style::kLine ? std::chrono::milliseconds(200) : std::chrono::milliseconds(10'000);
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, every, [this] { return stopping_; })) print();
}

void Progress::print() {
  if (style_ == Style::kLine) {
    fmt::print(stderr, "\r{}\033[K", text());
    std::fflush(stderr);
  } else {
    base::log_info("{}", text());
  }
}

std::string Progress::text() const {
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  double share =
      total_ == 0 ? 1.0 : std::min(1.0, static_cast<double>(file_bytes_) / static_cast<double>(total_));
  auto per_second = [&](uint64_t n) {
    return static_cast<uint64_t>(static_cast<double>(n) / std::max(seconds, 0.001));
  };
  std::string out =
      fmt::format("{} {:3.0f}%  {} raw, {}/s, {} events/s", what_, share * 100, base::human_bytes(raw_bytes_),
                  base::human_bytes(per_second(raw_bytes_)), base::human_count(per_second(events_)));
  if (share > 0.01 && share < 1) out += ", " + as_time(seconds / share * (1 - share)) + " left";
  return out;
}

}  // namespace sluice::launch
