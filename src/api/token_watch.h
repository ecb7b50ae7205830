// The token table as it stands in its file now: read again whenever the file changed.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "api/token_file.h"

namespace sluice::api {

// Safe for concurrent use.
class TokenWatch {
 public:
  // An empty path: no tokens, ever.
  explicit TokenWatch(std::string path) : path_(std::move(path)) {}
  // The table of the file; if it cannot be read, the last good one, and readable() is false.
  std::shared_ptr<const TokenTable> table();
  bool readable();
  const std::string& path() const { return path_; }

 private:
  // What tells one version of a file from another.
  struct Version {
    bool there = false;
    unsigned long long inode = 0;
    long long size = 0, seconds = 0, nanoseconds = 0;
    friend bool operator==(const Version&, const Version&) = default;
  };
  static Version version_of(const std::string& path);
  void refresh();

  const std::string path_;
  std::mutex mutex_;
  bool read_once_ = false;
  bool readable_ = true;
  Version version_;
  std::shared_ptr<const TokenTable> table_ = std::make_shared<TokenTable>();
};

}  // namespace sluice::api
