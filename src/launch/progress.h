// How far a run is, for people: one live line on a terminal, a plain line every ten seconds otherwise. On
// stderr.
//
// Threads: the counters may be added to from any thread; start() and stop() from one.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace sluice::launch {

class Progress {
 public:
  enum class Style { kNone, kLine, kPlain };
  // kLine if stderr is a terminal, else kPlain.
  static Style style_for_stderr();

  explicit Progress(Style style) : style_(style) {}
  ~Progress() { stop(); }

  void start(std::string what, uint64_t total_bytes);
  void stop();
  // `file_bytes` as they are on disk, against the total; `raw_bytes` after gunzip.
  void add(uint64_t file_bytes, uint64_t raw_bytes, uint64_t events) {
    file_bytes_ += file_bytes;
    raw_bytes_ += raw_bytes;
    events_ += events;
  }
  uint64_t raw_bytes() const { return raw_bytes_; }

 private:
  void loop();
  void print();
  std::string text() const;

  Style style_;
  std::string what_;
  uint64_t total_ = 0;
  std::atomic<uint64_t> file_bytes_{0}, raw_bytes_{0}, events_{0};
  std::chrono::steady_clock::time_point begin_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sluice::launch
