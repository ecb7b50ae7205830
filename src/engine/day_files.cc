#include "engine/day_files.h"

#include <fmt/format.h>

#include <charconv>

#include "base/files.h"
#include "engine/merge.h"
#include "engine/run_file.h"
#include "format/byte_source.h"

namespace sluice::engine {
namespace {

constexpr size_t kMostOpen = 256;

class DayFileStream final : public RecordStream {
 public:
  DayFileStream(std::string path, base::Day day, std::unique_ptr<format::ByteSource> source)
      : path_(std::move(path)), source_(std::move(source)), day_(day_number(day)) {}

  const Record* front() const override { return ended_ ? nullptr : &record_; }

  Status advance() override {
    size_t previous = line_, previous_size = record_.key.size();
    SLUICE_TRY(bool more, next_line(previous));
    if (!more) {
      ended_ = true;
      return {};
    }
    if (record_.key < std::string_view(buffer_).substr(previous, previous_size))
      return fail(ErrorKind::kCorrupt, fmt::format("the day file {} is not sorted", path_),
                  "delete it and run again with overwrite_n_days reaching back to that day");
    return {};
  }

 private:
  // The next line into record_. The text from `keep` on stays in the buffer; `keep` moves with it.
  Result<bool> next_line(size_t& keep) {
    while (true) {
      size_t end = buffer_.find('\n', at_);
      if (end != buffer_.npos) {
        record_ = {day_, std::string_view(buffer_).substr(at_, end - at_), 0, {}};
        line_ = at_;
        at_ = end + 1;
        return true;
      }
      buffer_.erase(0, keep);
      at_ -= keep;
      keep = 0;
      size_t used = buffer_.size();
      buffer_.resize(used + kPiece);
      SLUICE_TRY(size_t n, source_->read(buffer_.data() + used, kPiece));
      buffer_.resize(used + n);
      if (n > 0) continue;
      if (at_ == used) return false;
      return fail(ErrorKind::kCorrupt, fmt::format("the day file {} ends in the middle of a line", path_),
                  "delete it and run again with overwrite_n_days reaching back to that day");
    }
  }

  static constexpr size_t kPiece = 64 * 1024;
  std::string path_;
  std::unique_ptr<format::ByteSource> source_;
  int32_t day_;
  std::string buffer_;  // from the line of record_ on
  size_t line_ = 0;     // where that line begins
  size_t at_ = 0;       // where the next one begins
  Record record_;
  bool ended_ = false;
};

void append_line(std::string& out, const DayFileShape& shape, const Record& record) {
  out.assign(record.key);
  if (shape.combine == Combine::kMax) {
    out += '\t';
    out += record.value;
  } else if (shape.combine == Combine::kSum) {
    char digits[24];
    out += '\t';
    out.append(digits, std::to_chars(digits, digits + sizeof digits, record.count).ptr);
  }
  out += '\n';
}

}  // namespace

std::string day_file_path(const std::string& warehouse, const DayFileShape& shape, base::Day day) {
  std::string text = base::format_day(day);
  return fmt::format("{}/{}/dt={}/{}_{}", warehouse, shape.folder, text, shape.stem, text);
}

Result<uint64_t> write_day_files(const std::string& warehouse, const DayFileShape& shape,
                                 const base::DayInterval& days, RecordStream& records) {
  uint64_t lines = 0;
  std::string line;
  std::vector<base::AtomicFile> files;
  for (base::Day day = days.begin; day < days.end; day += std::chrono::days(1)) {
    SLUICE_TRY(base::AtomicFile file, base::AtomicFile::open(day_file_path(warehouse, shape, day)));
    for (; records.front() && records.front()->day == day_number(day); ++lines) {
      append_line(line, shape, *records.front());
      SLUICE_CHECK(file.write(line));
      SLUICE_CHECK(records.advance());
    }
    SLUICE_CHECK(file.close());
    files.push_back(std::move(file));
  }
  if (records.front()) return fail(ErrorKind::kInternal, "a pair of a day outside of the extract window");
  SLUICE_CHECK(base::AtomicFile::commit_all(std::move(files)));
  return lines;
}

std::vector<base::Day> missing_days(const std::string& warehouse, const DayFileShape& shape,
                                    const base::DayInterval& days) {
  std::vector<base::Day> out;
  for (base::Day day = days.begin; day < days.end; day += std::chrono::days(1))
    if (!base::file_exists(day_file_path(warehouse, shape, day))) out.push_back(day);
  return out;
}

Result<DayFileGroups> DayFileGroups::open(const std::string& warehouse, const DayFileShape& shape,
                                          const base::DayInterval& days, int group_fields,
                                          const std::string& folder) {
  std::vector<std::unique_ptr<RecordStream>> streams;
  for (base::Day day = days.begin; day < days.end; day += std::chrono::days(1)) {
    std::string path = day_file_path(warehouse, shape, day);
    auto source = format::open_bytes(path);
    if (!source && source.error().kind == ErrorKind::kNotFound) continue;
    if (!source) return std::unexpected(std::move(source).error());
    auto stream = std::make_unique<DayFileStream>(path, day, std::move(*source));
    SLUICE_CHECK(stream->advance());
    if (stream->front()) streams.push_back(std::move(stream));
    if (streams.size() < kMostOpen) continue;
    SLUICE_TRY(auto merged, merge_streams(std::move(streams), Combine::kNone, Order::kByKey));
    std::string run = fmt::format("{}/{}-until-{}.run", folder, shape.stem, base::format_day(day));
    SLUICE_CHECK(write_run(*merged, run));
    streams.clear();
    SLUICE_TRY(auto reopened, open_run(run));
    streams.push_back(std::move(reopened));
  }
  if (streams.empty()) return DayFileGroups(nullptr, group_fields);
  SLUICE_TRY(auto merged, merge_streams(std::move(streams), Combine::kNone, Order::kByKey));
  return DayFileGroups(std::move(merged), group_fields);
}

Result<std::string_view> DayFileGroups::group_of(std::string_view line) const {
  size_t end = 0;
  for (int i = 0; i < fields_; ++i) {
    end = line.find('\t', i == 0 ? 0 : end + 1);
    if (end == line.npos)
      return fail(ErrorKind::kCorrupt, fmt::format("a line of a day file has too few fields: '{}'", line));
  }
  return line.substr(0, end);
}

Result<bool> DayFileGroups::next_group() {
  while (true) {
    SLUICE_TRY(bool more, next_line());
    if (!more) break;
  }
  if (!lines_ || !lines_->front()) return false;
  SLUICE_TRY(std::string_view group, group_of(lines_->front()->key));
  group_.assign(group);
  return true;
}

Result<bool> DayFileGroups::next_line() {
  if (line_) {  // only now: its text was in use
    line_ = nullptr;
    SLUICE_CHECK(lines_->advance());
  }
  if (!lines_ || !lines_->front() || group_.empty()) return false;
  const Record& record = *lines_->front();
  bool same = record.key.size() > group_.size() && record.key[group_.size()] == '\t' &&
              record.key.starts_with(group_);
  if (same) line_ = &record;
  return same;
}

}  // namespace sluice::engine
