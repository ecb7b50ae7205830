// A log file as blocks of whole lines, each with the padding that LineParser needs.
//
// Lines end at LF; a last line without LF is a line like any other, unless the file is damaged: then the line
// that the damage cuts is left out. A line longer than kMostLine is skipped and counted. Threads: one at a
// time for a reader; blocks may be handed to other threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "format/byte_source.h"

namespace sluice::event {

struct LineBlock {
  std::unique_ptr<char[]> bytes;  // text, then at least LineParser::kPadding readable bytes
  size_t capacity = 0;            // of the text, without the padding
  size_t size = 0;                // of the text
  std::string_view text() const { return {bytes.get(), size}; }
  // At least `wanted` bytes of capacity; the first `keep` bytes stay. The rest is not set: it would be
  // written twice.
  void reserve(size_t wanted, size_t keep);
  // Call `each` with every line, without its LF.
  template <class F>
  void for_each_line(F&& each) const;
};

class LineBlockReader {
 public:
  static constexpr size_t kBlock =
      256 * 1024;  // so that the text is still in the core's cache when it is parsed
  static constexpr size_t kMostLine = 64 * 1024 * 1024;

  static Result<LineBlockReader> open(const std::string& path);
  // The next block into `block` (its memory is reused); false at the end.
  Result<bool> next(LineBlock& block);
  uint64_t consumed() const { return source_->consumed(); }
  const std::string& damage() const { return source_->damage(); }
  uint64_t oversized_lines() const { return oversized_lines_; }

 private:
  explicit LineBlockReader(std::unique_ptr<format::ByteSource> source) : source_(std::move(source)) {}
  std::unique_ptr<format::ByteSource> source_;
  std::string rest_;  // the begin of a line whose end is not read yet
  bool skipping_ = false;
  bool ended_ = false;
  uint64_t oversized_lines_ = 0;
};

template <class F>
void LineBlock::for_each_line(F&& each) const {
  std::string_view rest = text();
  while (!rest.empty()) {
    size_t end = rest.find('\n');
    if (end == rest.npos) {
      each(rest);
      return;
    }
    each(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
}

}  // namespace sluice::event
