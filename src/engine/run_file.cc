#include "engine/run_file.h"

#include <cerrno>
#include <cstring>
#include <vector>

namespace sluice::engine {
namespace {

constexpr size_t kBuffer = 64 * 1024;

struct Head {
  int32_t day;
  uint32_t key_size;
  uint64_t count;
  uint32_t value_size;
  uint32_t zero;
};

std::FILE* open_file(const std::string& path, const char* mode) {
  std::FILE* file = std::fopen(path.c_str(), mode);
  if (file) std::setvbuf(file, nullptr, _IOFBF, kBuffer);
  return file;
}

class RunReader final : public RecordStream {
 public:
  RunReader(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  ~RunReader() override { std::fclose(file_); }
  const Record* front() const override { return ended_ ? nullptr : &record_; }

  Status advance() override {
    Head head;
    size_t n = std::fread(&head, 1, sizeof head, file_);
    if (n == 0 && !std::ferror(file_)) {
      ended_ = true;
      return {};
    }
    if (n == sizeof head) {
      text_.resize(head.key_size + head.value_size);
      n = std::fread(text_.data(), 1, text_.size(), file_);
      if (n == text_.size()) {
        record_ = {head.day,
                   {text_.data(), head.key_size},
                   head.count,
                   {text_.data() + head.key_size, head.value_size}};
        return {};
      }
    }
    return fail(ErrorKind::kCorrupt, "the temporary file " + path_ + " was cut off or cannot be read",
                "check the disk of the warehouse, then run again");
  }

 private:
  std::string path_;
  std::FILE* file_;
  std::vector<char> text_;
  Record record_;
  bool ended_ = false;
};

}  // namespace

Result<RunWriter> RunWriter::create(const std::string& path) {
  std::FILE* file = open_file(path, "wb");
  if (!file) return fail(base::system_error(errno, "cannot write " + path));
  return RunWriter(path, file);
}

Status RunWriter::write(const Record& r) {
  Head head{r.day, static_cast<uint32_t>(r.key.size()), r.count, static_cast<uint32_t>(r.value.size()), 0};
  auto put = [&](const void* bytes, size_t size) {  // an empty text may have no address at all
    return size == 0 || std::fwrite(bytes, 1, size, file_.get()) == size;
  };
  if (!put(&head, sizeof head) || !put(r.key.data(), r.key.size()) || !put(r.value.data(), r.value.size()))
    return fail(base::system_error(errno, "cannot write " + path_));
  return {};
}

Status RunWriter::finish() {
  if (std::fflush(file_.get()) != 0) return fail(base::system_error(errno, "cannot write " + path_));
  return {};
}

Result<std::unique_ptr<RecordStream>> open_run(const std::string& path) {
  std::FILE* file = open_file(path, "rb");
  if (!file) return fail(base::system_error(errno, "cannot read " + path));
  auto reader = std::make_unique<RunReader>(path, file);
  SLUICE_CHECK(reader->advance());
  return reader;
}

}  // namespace sluice::engine
