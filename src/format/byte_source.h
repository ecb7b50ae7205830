// Bytes of a file in order, gunzipped where the name ends in .gz.
//
// gzip: any number of members one after another (RFC 1952); zero bytes after the last one are ignored. A
// member that is cut off or damaged ends the stream: what could be read was handed out before, and damage()
// says what is wrong (tracking-events.md 1.6). Only failing reads of the file itself are errors. Threads: one
// at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice::format {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Up to `size` bytes into `out`; 0 = the end.
  virtual Result<size_t> read(char* out, size_t size) = 0;
  // Bytes of the file used up so far (compressed bytes for gzip): for progress.
  virtual uint64_t consumed() const = 0;
  // Empty, or what is wrong with the data: "the gzip data end in the middle of a member". Final once read()
  // gave 0.
  virtual const std::string& damage() const = 0;
};

// Plain or gzip by the name. kNotFound, kPermission, kIo with the path.
Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path);

// Of gzip data in memory: what can be read, up to damage if there is any.
std::string gunzip(std::string_view bytes);

}  // namespace sluice::format
