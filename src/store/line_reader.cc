#include "store/line_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>

namespace sluice::store {
namespace {
constexpr size_t kChunk = 256 * 1024;
}

struct LineReader::State {
  std::string path;
  gzFile file = nullptr;
  std::string buffer;  // unread bytes are [begin, size)
  size_t begin = 0;
  uint64_t lines = 0;
  bool at_end = false, newline = true;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (file) gzclose_r(file);
  }
};

LineReader::LineReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
LineReader::LineReader(LineReader&&) noexcept = default;
LineReader& LineReader::operator=(LineReader&&) noexcept = default;
LineReader::~LineReader() = default;

Result<LineReader> LineReader::open(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(base::system_error(errno, "cannot read " + path));
  struct stat st{};
  if (::fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
    ::close(fd);
    return fail(base::system_error(EISDIR, "cannot read " + path));
  }
  auto state = std::make_unique<State>();
  state->path = path;
  state->file = gzdopen(fd, "rb");
  if (!state->file) {
    ::close(fd);
    return fail(ErrorKind::kIo, "cannot read " + path + ": out of memory");
  }
  gzbuffer(state->file, kChunk);
  return LineReader(std::move(state));
}

// Moves the unread bytes to the front and adds a chunk; false at the end of the file.
Result<bool> LineReader::refill() {
  State& s = *state_;
  s.buffer.erase(0, s.begin);
  s.begin = 0;
  size_t old = s.buffer.size();
  s.buffer.resize(old + kChunk);
  int got = gzread(s.file, s.buffer.data() + old, kChunk);
  s.buffer.resize(old + static_cast<size_t>(got > 0 ? got : 0));
  int code = Z_OK;
  const char* text = gzerror(s.file, &code);
  if (code == Z_ERRNO) return fail(base::system_error(errno, "cannot read " + s.path));
  if (code != Z_OK && code != Z_STREAM_END) {
    bool truncated = code == Z_BUF_ERROR;
    return fail(Error(ErrorKind::kCorrupt, truncated ? "the gzip file ends too early"
                                                     : fmt::format("the gzip file is damaged ({})", text))
                    .at({s.path, static_cast<int>(s.lines) + 1, 0}));
  }
  return got > 0;
}

Result<bool> LineReader::next(std::string_view& line) {
  State& s = *state_;
  size_t searched = 0;
  while (true) {
    const char* from = s.buffer.data() + s.begin;
    size_t size = s.buffer.size() - s.begin;
    if (const void* end = std::memchr(from + searched, '\n', size - searched)) {
      line = std::string_view(from, static_cast<size_t>(static_cast<const char*>(end) - from));
      s.begin += line.size() + 1;
      ++s.lines;
      return true;
    }
    searched = size;
    if (!s.at_end) {
      SLUICE_TRY(bool more, refill());
      s.at_end = !more;
      if (more) continue;
    }
    size = s.buffer.size() - s.begin;
    if (size == 0) return false;
    line = std::string_view(s.buffer).substr(s.begin);
    s.begin = s.buffer.size();
    s.newline = false;
    ++s.lines;
    return true;
  }
}

uint64_t LineReader::line_number() const {
  return state_->lines;
}
bool LineReader::ended_with_newline() const {
  return state_->newline;
}
SourceMark LineReader::mark() const {
  return {state_->path, static_cast<int>(state_->lines), 1};
}

}  // namespace sluice::store
