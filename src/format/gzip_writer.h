// Writes a gzip file as a stream, of one member or several one after another. The bytes depend only on the
// content, the level and zlib: no time, no name in the header. (ISA-L is faster, but what it writes depends
// on the kind of CPU.)
//
// The file has no name until it is complete: it grows as PATH.partial and gets its name in close(). Without
// close() it is removed. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice::format {

class GzipWriter {
 public:
  // `level` as zlib: 1 fast to 9 small. Replaces an old file. kNoSpace, kPermission, kIo.
  static Result<GzipWriter> create(const std::string& path, int level);
  GzipWriter(GzipWriter&&) noexcept;
  GzipWriter& operator=(GzipWriter&&) = delete;
  ~GzipWriter();

  Status write(std::string_view bytes);
  // Ends the member; what is written afterwards starts a new one. No empty members: nothing happens at the
  // start of one.
  Status end_member();
  Status close();

  uint64_t raw_bytes() const;
  uint64_t file_bytes() const;  // complete only after close()

 private:
  struct State;
  explicit GzipWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sluice::format
