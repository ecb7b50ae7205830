#include "format/gzip_writer.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include "base/files.h"

namespace sluice::format {

struct GzipWriter::State {
  std::string path, partial;
  int fd = -1;
  z_stream stream{};
  std::array<Bytef, 1 << 16> out;
  uint64_t raw = 0, file = 0, member_raw = 0;
  bool any_member = false;

  ~State() {
    deflateEnd(&stream);
    if (fd < 0) return;
    ::close(fd);
    ::unlink(partial.c_str());
  }

  Status write_out() {
    const auto* at = reinterpret_cast<const char*>(out.data());
    size_t left = out.size() - stream.avail_out;
    file += left;
    while (left > 0) {
      const ssize_t n = ::write(fd, at, left);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return std::unexpected(base::system_error(errno, "cannot write " + path));
      at += n;
      left -= static_cast<size_t>(n);
    }
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    return {};
  }

  Status deflate_all(int flush) {
    int done = Z_OK;
    do {
      if (stream.avail_out == 0) SLUICE_CHECK(write_out());
      done = deflate(&stream, flush);
      if (done == Z_STREAM_ERROR) return fail(ErrorKind::kInternal, "zlib refused to go on writing " + path);
    } while (flush == Z_FINISH ? done != Z_STREAM_END : stream.avail_in > 0);
    return {};
  }

  Status finish_member() {
    SLUICE_CHECK(deflate_all(Z_FINISH));
    deflateReset(&stream);
    any_member = true;
    member_raw = 0;
    return {};
  }
};

GzipWriter::GzipWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
GzipWriter::GzipWriter(GzipWriter&&) noexcept = default;
GzipWriter::~GzipWriter() = default;

Result<GzipWriter> GzipWriter::create(const std::string& path, int level) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->partial = path + ".partial";
  // 16 more window bits ask zlib for the gzip form; its default header carries neither time nor name.
  if (deflateInit2(&state->stream, level, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    return fail(ErrorKind::kInternal, "zlib cannot start");
  state->stream.next_out = state->out.data();
  state->stream.avail_out = static_cast<uInt>(state->out.size());
  state->fd = ::open(state->partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (state->fd < 0) return std::unexpected(base::system_error(errno, "cannot create " + path));
  return GzipWriter(std::move(state));
}

Status GzipWriter::write(std::string_view bytes) {
  State& s = *state_;
  s.raw += bytes.size();
  s.member_raw += bytes.size();
  while (!bytes.empty()) {
    const size_t piece = std::min<size_t>(bytes.size(), std::numeric_limits<uInt>::max());
    s.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
    s.stream.avail_in = static_cast<uInt>(piece);
    SLUICE_CHECK(s.deflate_all(Z_NO_FLUSH));
    bytes.remove_prefix(piece);
  }
  return {};
}

Status GzipWriter::end_member() {
  return state_->member_raw == 0 ? Status() : state_->finish_member();
}

Status GzipWriter::close() {
  State& s = *state_;
  if (s.member_raw > 0 || !s.any_member) SLUICE_CHECK(s.finish_member());
  SLUICE_CHECK(s.write_out());
  const int fd = std::exchange(s.fd, -1);
  if (::close(fd) != 0) return std::unexpected(base::system_error(errno, "cannot write " + s.path));
  return base::rename_file(s.partial, s.path);
}

uint64_t GzipWriter::raw_bytes() const {
  return state_->raw;
}
uint64_t GzipWriter::file_bytes() const {
  return state_->file;
}

}  // namespace sluice::format
