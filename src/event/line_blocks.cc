#include "event/line_blocks.h"

#include <algorithm>
#include <cstring>

#include "event/line_parser.h"

namespace sluice::event {

Result<LineBlockReader> LineBlockReader::open(const std::string& path) {
  SLUICE_TRY(auto source, format::open_bytes(path));
  return LineBlockReader(std::move(source));
}

Result<bool> LineBlockReader::next(LineBlock& block) {
  size_t used = rest_.size();
  size_t want = std::max(kBlock, used + kBlock / 2);
  block.bytes.resize(want + LineParser::kPadding);
  std::memcpy(block.bytes.data(), rest_.data(), used);
  rest_.clear();
  while (!ended_) {
    while (used < want && !ended_) {
      SLUICE_TRY(size_t n, source_->read(block.bytes.data() + used, want - used));
      ended_ = n == 0;
      used += n;
    }
    std::string_view text(block.bytes.data(), used);
    size_t end = text.rfind('\n');
    if (skipping_ && end != text.npos) {  // drop the tail of an oversized line
      size_t first = text.find('\n') + 1;
      std::memmove(block.bytes.data(), block.bytes.data() + first, used - first);
      used -= first;
      skipping_ = false;
      continue;
    }
    if (skipping_) {
      used = 0;
      continue;
    }
    if (end != text.npos || ended_) {
      block.size = end == text.npos ? 0 : end + 1;
      if (ended_ && source_->damage().empty())
        block.size = used;
      else if (!ended_)
        rest_.assign(text.substr(block.size));
      return block.size > 0;
    }
    if (used >= kMostLine) {
      ++oversized_lines_;
      skipping_ = true;
      used = 0;
      continue;
    }
    want *= 2;
    block.bytes.resize(want + LineParser::kPadding);
  }
  block.size = 0;
  return false;
}

}  // namespace sluice::event
