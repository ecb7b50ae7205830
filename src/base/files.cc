#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>
#include <utility>

#include "base/parallel.h"
#include "base/text.h"

namespace sluice::base {
namespace fs = std::filesystem;
namespace {

constexpr size_t kBuffer = 256 * 1024;
constexpr size_t kFlushers = 8;

Status write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return fail(system_error(errno, "cannot write " + path));
    }
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

Error from_code(const std::error_code& code, const std::string& what) {
  return system_error(code.value(), what);
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(system_error(errno, "cannot read " + path));
  std::string out;
  char buffer[65536];
  while (true) {
    ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      int e = errno;
      ::close(fd);
      return fail(system_error(e, "cannot read " + path));
    }
    if (n == 0) break;
    out.append(buffer, static_cast<size_t>(n));
  }
  ::close(fd);
  return out;
}

bool file_exists(const std::string& path) {
  std::error_code code;
  return fs::exists(path, code);
}

Status make_folders(const std::string& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code) return fail(from_code(code, "cannot make folder " + path));
  return {};
}

Status remove_tree(const std::string& path) {
  std::error_code code;
  fs::remove_all(path, code);
  if (code) return fail(from_code(code, "cannot remove " + path));
  return {};
}

Status write_file_atomically(const std::string& path, std::string_view content, unsigned mode) {
  SLUICE_TRY(AtomicFile file, AtomicFile::open(path, mode));
  SLUICE_CHECK(file.write(content));
  return file.commit();
}

Status rename_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    return fail(system_error(errno, fmt::format("cannot rename {} to {}", from, to)));
  return {};
}

Result<std::vector<FoundFile>> list_files(const std::string& root) {
  std::error_code code;
  fs::file_status status = fs::status(root, code);
  if (code || !fs::exists(status))
    return fail(code ? from_code(code, "cannot read " + root)
                     : Error(ErrorKind::kNotFound, root + " does not exist"));
  std::vector<FoundFile> out;
  if (fs::is_regular_file(status)) {
    out.push_back({root, fs::file_size(root, code)});
    return out;
  }
  auto options = fs::directory_options::follow_directory_symlink;
  for (fs::recursive_directory_iterator it(root, options, code), end; it != end && !code;
       it.increment(code)) {
    std::error_code entry_code;
    if (it->is_regular_file(entry_code)) out.push_back({it->path().string(), it->file_size(entry_code)});
  }
  if (code) return fail(from_code(code, "cannot list " + root));
  std::sort(out.begin(), out.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return out;
}

std::string parent_folder(const std::string& path) {
  std::string parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

std::string absolute_path(const std::string& path) {
  std::error_code code;
  std::string absolute = fs::absolute(path, code).lexically_normal().string();
  return code ? path : absolute;
}

AtomicFile::AtomicFile(std::string path, std::string temporary, int fd)
    : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      buffer_(std::move(other.buffer_)),
      fd_(std::exchange(other.fd_, -1)),
      bytes_(other.bytes_) {}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<AtomicFile> AtomicFile::open(const std::string& path, unsigned mode) {
  SLUICE_CHECK(make_folders(parent_folder(path)));
  std::string temporary =
      fmt::format("{}/.{}.{}.part", parent_folder(path), fs::path(path).filename().string(), getpid());
  int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return fail(system_error(errno, "cannot write " + path));
  return AtomicFile(path, temporary, fd);
}

Status AtomicFile::write(std::string_view bytes) {
  bytes_ += bytes.size();
  buffer_ += bytes;
  return buffer_.size() >= kBuffer ? flush() : Status{};
}

Status AtomicFile::flush() {
  SLUICE_CHECK(write_all(fd_, buffer_, path_));
  buffer_.clear();
  return {};
}

Status AtomicFile::close() {
  if (fd_ < 0) return {};
  SLUICE_CHECK(flush());
  (void)::sync_file_range(fd_, 0, 0, SYNC_FILE_RANGE_WRITE);  // the disk may begin; commit_all() waits for it
  return free_descriptor();
}

Status AtomicFile::free_descriptor() {
  buffer_ = {};
  int fd = std::exchange(fd_, -1);
  if (::close(fd) != 0) return fail(system_error(errno, "cannot write " + path_));
  return {};
}

Status AtomicFile::put_in_place() {
  if (::rename(temporary_.c_str(), path_.c_str()) != 0)
    return fail(system_error(errno, "cannot put " + path_ + " in place"));
  temporary_.clear();
  return {};
}

Status AtomicFile::commit_unsynced() {
  SLUICE_CHECK(flush());
  SLUICE_CHECK(free_descriptor());
  return put_in_place();
}

Status AtomicFile::commit() {
  SLUICE_CHECK(flush());
  if (::fsync(fd_) != 0) return fail(system_error(errno, "cannot flush " + path_));
  SLUICE_CHECK(free_descriptor());
  return put_in_place();
}

Status AtomicFile::commit_all(std::vector<AtomicFile> files) {
  // Flushes that wait at the same time share the disk's work; a few threads that only wait cost nothing.
  Status flushed_all = run_parallel(kFlushers, files.size(), [&](size_t i) -> Status {
    SLUICE_CHECK(files[i].close());
    int fd = ::open(files[i].temporary_.c_str(), O_RDONLY | O_CLOEXEC);
    bool flushed = fd >= 0 && ::fsync(fd) == 0;
    int e = errno;
    if (fd >= 0) ::close(fd);
    if (!flushed) return fail(system_error(e, "cannot flush " + files[i].path_));
    return {};
  });
  SLUICE_CHECK(flushed_all);
  for (AtomicFile& file : files) SLUICE_CHECK(file.put_in_place());
  return {};
}

namespace {

// The PID of ".NAME.PID.part", or nothing.
std::optional<pid_t> writer_of_part(std::string_view name) {
  if (!name.starts_with('.') || !name.ends_with(".part")) return std::nullopt;
  name.remove_suffix(5);
  auto pid = parse_int(name.substr(name.rfind('.') + 1));
  if (!pid || *pid <= 0 || name.rfind('.') == 0) return std::nullopt;
  return static_cast<pid_t>(*pid);
}

bool lives(pid_t pid) {
  return pid != ::getpid() && (::kill(pid, 0) == 0 || errno == EPERM);
}

}  // namespace

Status remove_stale_parts(const std::string& root, int levels, bool alone) {
  if (!file_exists(root)) return {};
  std::vector<std::string> stale;
  std::error_code code;
  for (fs::recursive_directory_iterator it(root, code), end; it != end && !code; it.increment(code)) {
    if (it.depth() >= levels) it.disable_recursion_pending();
    auto writer = writer_of_part(it->path().filename().string());
    if (writer && (alone || !lives(*writer))) stale.push_back(it->path().string());
  }
  if (code) return fail(from_code(code, "cannot list " + root));
  for (const std::string& path : stale) SLUICE_CHECK(remove_tree(path));
  return {};
}

Result<TemporaryFolder> TemporaryFolder::create(const std::string& stem, const std::string& inside) {
  std::error_code code;
  std::string root = inside.empty() ? fs::temp_directory_path(code).string() : inside;
  if (!inside.empty()) SLUICE_CHECK(make_folders(inside));
  std::string path = fmt::format("{}/{}.XXXXXX", root, stem);
  if (!mkdtemp(path.data())) return fail(system_error(errno, "cannot make a temporary folder in " + root));
  return TemporaryFolder(path);
}

TemporaryFolder::~TemporaryFolder() {
  if (!path_.empty()) (void)remove_tree(path_);
}

namespace {

// True if we hold the lock of `fd` and it still guards `path`; false if the file was removed meanwhile, with
// its whole folder; kConflict if another process holds it.
Result<bool> try_lock(int fd, const std::string& path) {
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return fail(ErrorKind::kConflict, "locked by another process");
    return fail(system_error(errno, "cannot lock " + path));
  }
  struct stat ours{}, there{};
  return ::fstat(fd, &ours) == 0 && ::stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino;
}

// A child that a killed holder was just starting keeps the lock until it becomes another program: moments.
bool holder_is_dead(const std::string& holder) {
  auto pid = parse_int(holder);
  return pid && *pid > 0 && ::kill(static_cast<pid_t>(*pid), 0) != 0 && errno == ESRCH;
}

}  // namespace

Result<FileLock> FileLock::acquire(const std::string& path) {
  constexpr auto kPatience = std::chrono::seconds(10);
  const auto begin = std::chrono::steady_clock::now();
  while (true) {
    SLUICE_CHECK(make_folders(parent_folder(path)));
    int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return fail(system_error(errno, "cannot open lock " + path));
    FileLock lock(fd);
    auto locked = try_lock(fd, path);
    if (locked && *locked) {
      std::string pid = std::to_string(getpid()) + "\n";
      if (::ftruncate(fd, 0) == 0) (void)!::pwrite(fd, pid.data(), pid.size(), 0);
      return lock;
    }
    if (locked) continue;
    if (locked.error().kind != ErrorKind::kConflict) return fail(locked.error());
    std::string holder(trim(read_file(path).value_or("")));
    bool patient = std::chrono::steady_clock::now() - begin < kPatience;
    if (!holder_is_dead(holder) || !patient)
      return fail(ErrorKind::kConflict,
                  fmt::format("another sluice{} is at work here (it holds {})",
                              holder.empty() ? "" : " (process " + holder + ")", path),
                  "wait until it ends, or stop it; the lock goes with it");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace sluice::base
