#include "sample/text_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace sluice::sample {
namespace {
constexpr size_t kBlock = 1 << 18;
}

Result<TextFile> TextFile::create(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return std::unexpected(base::system_error(errno, "cannot create " + path));
  return TextFile(path, fd);
}

TextFile::TextFile(TextFile&& other) noexcept
    : path_(std::move(other.path_)),
      text_(std::move(other.text_)),
      fd_(std::exchange(other.fd_, -1)),
      written_(other.written_) {}

TextFile::~TextFile() {
  if (fd_ >= 0) ::close(fd_);
}

Status TextFile::write_out() {
  for (size_t at = 0; at < text_.size();) {
    const ssize_t n = ::write(fd_, text_.data() + at, text_.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(base::system_error(errno, "cannot write " + path_));
    at += static_cast<size_t>(n);
  }
  written_ += text_.size();
  text_.clear();
  return {};
}

Status TextFile::settle() {
  return text_.size() >= kBlock ? write_out() : Status();
}

Status TextFile::close() {
  SLUICE_CHECK(write_out());
  if (::close(std::exchange(fd_, -1)) != 0)
    return std::unexpected(base::system_error(errno, "cannot write " + path_));
  return {};
}

}  // namespace sluice::sample
