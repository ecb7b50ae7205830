// A sorted run of records on disk: what a PairTable spills when memory is short.
//
//   file   = { record }
//   record = day:i32 count:u64 key_size:u32 value_size:u32 key value        native byte order, read by the
//   same process
//
// Threads: one at a time.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "engine/record.h"

namespace sluice::engine {

class RunWriter {
 public:
  static Result<RunWriter> create(const std::string& path);
  Status write(const Record& record);
  Status finish();  // must be called: reports a full disk

 private:
  struct Close {
    void operator()(std::FILE* f) const { std::fclose(f); }
  };
  RunWriter(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
};

// Reads with a buffer of 64 KiB; the file may be deleted once it is open.
Result<std::unique_ptr<RecordStream>> open_run(const std::string& path);

}  // namespace sluice::engine
