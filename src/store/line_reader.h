// The lines of a text file, plain or gzip (told apart by the first bytes), one by one with flat memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice::store {

class LineReader {
 public:
  static Result<LineReader> open(const std::string& path);
  LineReader(LineReader&&) noexcept;
  LineReader& operator=(LineReader&&) noexcept;
  ~LineReader();

  // The next line without its LF into `line` (valid until the next call); false at the end. A last line
  // without LF counts. kCorrupt for a damaged or truncated gzip file, kIo for other failures; the mark says
  // where.
  Result<bool> next(std::string_view& line);
  uint64_t line_number() const;  // of the last line, from 1
  bool ended_with_newline() const;
  SourceMark mark() const;

 private:
  struct State;
  explicit LineReader(std::unique_ptr<State> state);
  Result<bool> refill();
  std::unique_ptr<State> state_;
};

}  // namespace sluice::store
