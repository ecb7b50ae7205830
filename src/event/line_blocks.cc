#include "event/line_blocks.h"

#include <algorithm>
#include <cstring>

#include "event/line_parser.h"

namespace sluice::event {

void LineBlock::reserve(size_t wanted, size_t keep) {
  if (capacity >= wanted) return;
  auto larger = std::make_unique_for_overwrite<char[]>(wanted + LineParser::kPadding);
  if (keep > 0) std::memcpy(larger.get(), bytes.get(), keep);
  bytes = std::move(larger);
  capacity = wanted;
}

Result<LineBlockReader> LineBlockReader::open(const std::string& path) {
  SLUICE_TRY(auto source, format::open_bytes(path));
  return LineBlockReader(std::move(source));
}

Result<bool> LineBlockReader::next(LineBlock& block) {
  size_t used = rest_.size();
  size_t want = std::max(kBlock, used + kBlock / 2);
  block.reserve(want, 0);
  std::memcpy(block.bytes.get(), rest_.data(), used);
  rest_.clear();
  while (true) {
    while (used < want && !ended_) {
      SLUICE_TRY(size_t n, source_->read(block.bytes.get() + used, want - used));
      ended_ = n == 0;
      used += n;
    }
    std::string_view text(block.bytes.get(), used);
    if (skipping_) {  // drop up to the end of the oversized line
      size_t end = text.find('\n');
      skipping_ = end == text.npos;
      size_t drop = skipping_ ? used : end + 1;
      std::memmove(block.bytes.get(), block.bytes.get() + drop, used - drop);
      used -= drop;
      if (ended_ && skipping_) break;
      if (!ended_) continue;
      text = {block.bytes.get(), used};
    }
    size_t end = text.rfind('\n');
    if (ended_) {
      block.size = source_->damage().empty() ? used : end == text.npos ? 0 : end + 1;
      return block.size > 0;
    }
    if (end != text.npos) {
      block.size = end + 1;
      rest_.assign(text.substr(block.size));
      return true;
    }
    if (used >= kMostLine) {
      ++oversized_lines_;
      skipping_ = true;
      used = 0;
    } else {
      want = std::min(want * 2, kMostLine);
      block.reserve(want, used);
    }
  }
  block.size = 0;
  return false;
}

}  // namespace sluice::event
