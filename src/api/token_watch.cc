#include "api/token_watch.h"

#include <sys/stat.h>

#include "base/log.h"

namespace sluice::api {

TokenWatch::Version TokenWatch::version_of(const std::string& path) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) return {};
  return {true, info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

void TokenWatch::refresh() {
  const Version now = version_of(path_);
  if (path_.empty() || (read_once_ && now == version_)) return;
  if (!now.there) {
    // Never there is a fresh start; gone is a fault, and its keys count no longer.
    readable_ = !read_once_ || !version_.there;
    if (!readable_) base::log_error("the token file {} is gone: no token is valid any more", path_);
    table_ = std::make_shared<TokenTable>();
  } else if (Result<TokenTable> read = load_tokens(path_)) {
    readable_ = true;
    table_ = std::make_shared<TokenTable>(std::move(*read));
  } else {
    readable_ = false;
    base::log_error("the token file is not readable, the last good one stays in force: {}",
                    base::to_text(read.error()));
  }
  read_once_ = true;
  version_ = now;
}

std::shared_ptr<const TokenTable> TokenWatch::table() {
  std::lock_guard lock(mutex_);
  refresh();
  return table_;
}

bool TokenWatch::readable() {
  std::lock_guard lock(mutex_);
  refresh();
  return readable_;
}

}  // namespace sluice::api
