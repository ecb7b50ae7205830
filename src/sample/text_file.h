// A text file written in blocks, without the cost of a flush to disk. The file is whole only after close().
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace sluice::sample {

class TextFile {
 public:
  static Result<TextFile> create(const std::string& path);  // replaces an old file
  TextFile(TextFile&& other) noexcept;
  TextFile& operator=(TextFile&&) = delete;
  ~TextFile();

  // Append here, then call settle(): it writes when enough has gathered.
  std::string& text() { return text_; }
  Status settle();
  Status close();
  uint64_t bytes() const { return written_ + text_.size(); }

 private:
  TextFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  Status write_out();
  std::string path_, text_;
  int fd_ = -1;
  uint64_t written_ = 0;
};

}  // namespace sluice::sample
