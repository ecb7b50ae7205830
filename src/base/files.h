// Files and folders: whole-file reads, atomic writes, walks, temporary folders, locks that die with the
// process. Errors carry the path and the kind (kNotFound, kPermission, kNoSpace, kIo).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::base {

Result<std::string> read_file(const std::string& path);
bool file_exists(const std::string& path);
Status make_folders(const std::string& path);  // with parents; an existing folder is fine
Status remove_tree(const std::string& path);   // missing is fine
// Replace `path` as one step: write beside it, flush to disk, rename. `mode` is the permission of a new file.
Status write_file_atomically(const std::string& path, std::string_view content, unsigned mode = 0644);
Status rename_file(const std::string& from, const std::string& to);
// Every regular file below `root` (or `root` itself if it is a file), sorted. A missing root gives kNotFound.
struct FoundFile {
  std::string path;
  uint64_t size = 0;
};
Result<std::vector<FoundFile>> list_files(const std::string& root);
std::string parent_folder(const std::string& path);  // "." if there is none
std::string absolute_path(const std::string& path);  // against the current folder; need not exist

// Writes a file in pieces with one flush at the end; until commit() the target is untouched, and without it
// the piece beside it is removed. One thread at a time.
class AtomicFile {
 public:
  static Result<AtomicFile> open(const std::string& path, unsigned mode = 0644);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();
  Status write(std::string_view bytes);  // buffered
  Status close();   // write what is buffered and free the descriptor, before commit_all()
  Status commit();  // flush to disk, rename
  // For files that a crash of the machine may take: rename without waiting for the disk.
  Status commit_unsynced();
  // Commit many files with little more waiting for the disk than one costs: all are flushed, then all
  // renamed.
  static Status commit_all(std::vector<AtomicFile> files);
  uint64_t bytes() const { return bytes_; }

 private:
  AtomicFile(std::string path, std::string temporary, int fd);
  Status flush();
  Status free_descriptor();
  Status put_in_place();
  std::string path_, temporary_, buffer_;  // temporary_ is empty once nothing is left to clean up
  int fd_ = -1;
  uint64_t bytes_ = 0;
};

// Remove what AtomicFiles of ended processes left in `root` and up to `levels` folders below it. `alone`:
// nobody else writes there, so a part that bears the number of a live process is left over as well.
Status remove_stale_parts(const std::string& root, int levels, bool alone);

// A folder under $TMPDIR that is removed at the end of its life.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> create(const std::string& stem, const std::string& inside = {});
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// An exclusive lock on a file (flock): the kernel drops it when the process ends in any way, so it is never
// stale.
class FileLock {
 public:
  // kConflict if another process holds it; the message names that process.
  static Result<FileLock> acquire(const std::string& path);
  FileLock(FileLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace sluice::base
