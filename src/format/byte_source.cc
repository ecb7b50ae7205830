#include "format/byte_source.h"

#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace sluice::format {
namespace {

class PlainSource final : public ByteSource {
 public:
  PlainSource(std::string path, int fd) : path_(std::move(path)), fd_(fd) {
    (void)posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~PlainSource() override { ::close(fd_); }

  Result<size_t> read(char* out, size_t size) override {
    while (true) {
      ssize_t n = ::read(fd_, out, size);
      if (n >= 0) {
        consumed_ += static_cast<uint64_t>(n);
        return static_cast<size_t>(n);
      }
      if (errno != EINTR) return fail(base::system_error(errno, "cannot read " + path_));
    }
  }
  uint64_t consumed() const override { return consumed_; }
  const std::string& damage() const override { return none_; }

 private:
  std::string path_, none_;
  int fd_;
  uint64_t consumed_ = 0;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  Result<size_t> read(char* out, size_t size) override {
    const size_t n = bytes_.copy(out, size, consumed_);
    consumed_ += n;
    return n;
  }
  uint64_t consumed() const override { return consumed_; }
  const std::string& damage() const override { return none_; }

 private:
  std::string_view bytes_;
  size_t consumed_ = 0;
  std::string none_;
};

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> file) : file_(std::move(file)), input_(256 * 1024) {
    start_member();
  }

  Result<size_t> read(char* out, size_t size) override {
    state_.next_out = reinterpret_cast<uint8_t*>(out);
    state_.avail_out = static_cast<uint32_t>(size);
    while (state_.avail_out == size && !ended_) SLUICE_CHECK(step());
    return size - state_.avail_out;
  }
  uint64_t consumed() const override { return file_->consumed(); }
  const std::string& damage() const override { return damage_; }

 private:
  void start_member() {
    uint8_t* next_in = state_.next_in;
    uint32_t avail_in = state_.avail_in;
    uint8_t* next_out = state_.next_out;
    uint32_t avail_out = state_.avail_out;
    isal_inflate_init(&state_);
    state_.crc_flag = ISAL_GZIP;
    state_.next_in = next_in;
    state_.avail_in = avail_in;
    state_.next_out = next_out;
    state_.avail_out = avail_out;
    in_member_ = false;
  }

  Status refill() {
    SLUICE_TRY(size_t n, file_->read(input_.data(), input_.size()));
    state_.next_in = reinterpret_cast<uint8_t*>(input_.data());
    state_.avail_in = static_cast<uint32_t>(n);
    if (n == 0) end(in_member_ || members_ == 0 ? "the gzip data end in the middle of a member" : "");
    return {};
  }

  void end(const char* damage) {
    ended_ = true;
    damage_ = damage;
  }

  // Between members: only another member's magic number, or zeros as padding, may follow.
  void skip_padding() {
    while (state_.avail_in > 0 && *state_.next_in == 0) {
      ++state_.next_in;
      --state_.avail_in;
    }
    if (state_.avail_in > 0 && *state_.next_in != 0x1f)
      end("something that is not gzip follows the last member");
  }

  // One call of the inflater, or one refill. The inflater may still hold output when its input is used up.
  Status step() {
    if (!in_member_) {
      if (state_.avail_in == 0) return refill();
      if (members_ > 0) skip_padding();
      if (ended_ || state_.avail_in == 0) return {};
      in_member_ = true;
    }
    uint32_t before = state_.avail_out;
    int code = isal_inflate(&state_);
    if (code != ISAL_DECOMP_OK) {
      end(code == ISAL_INCORRECT_CHECKSUM ? "the checksum of a gzip member is wrong"
                                          : "the gzip data are damaged");
    } else if (state_.block_state == ISAL_BLOCK_FINISH) {
      ++members_;
      start_member();
    } else if (state_.avail_out == before && state_.avail_in == 0) {
      return refill();
    }
    return {};
  }

  std::unique_ptr<ByteSource> file_;
  std::vector<char> input_;
  struct inflate_state state_{};
  bool in_member_ = false;
  bool ended_ = false;
  int members_ = 0;
  std::string damage_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(base::system_error(errno, "cannot read " + path));
  auto plain = std::make_unique<PlainSource>(path, fd);
  if (path.ends_with(".gz")) return std::make_unique<GzipSource>(std::move(plain));
  return plain;
}

std::string gunzip(std::string_view bytes) {
  GzipSource source(std::make_unique<MemorySource>(bytes));
  std::string out;
  std::vector<char> piece(64 * 1024);
  while (true) {
    const size_t n = source.read(piece.data(), piece.size()).value_or(0);
    if (n == 0) return out;
    out.append(piece.data(), n);
  }
}

}  // namespace sluice::format
