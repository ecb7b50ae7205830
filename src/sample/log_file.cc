#include "sample/log_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/interrupt.h"
#include "format/gzip_writer.h"
#include "sample/noise.h"
#include "sample/session.h"

namespace sluice::sample {
namespace {

using base::Day;
using std::chrono::days;
using std::chrono::hours;

constexpr size_t kBlock = 1 << 18;
constexpr int kGzipLevel = 3;
constexpr hours kNightRotation{3};

std::string dense_day(Day day) {
  std::string text = base::format_day(day);
  std::erase(text, '-');
  return text;
}

std::string host_folder(int host) {
  return fmt::format("prod-edx-{:03}", host + 1);
}

void add_night_rotated(std::vector<LogFile>& all, const SamplePlan& plan, int host) {
  for (Day day = plan.days.begin; day <= plan.days.end; day += days(1)) {
    const Micros from = day == plan.days.begin ? Micros(day) : Micros(day) - days(1) + kNightRotation;
    all.push_back({host, fmt::format("{}/tracking.log-{}.gz", host_folder(host), dense_day(day)), from,
                   Micros(day) + kNightRotation});
  }
}

void add_midnight_rotated(std::vector<LogFile>& all, const SamplePlan& plan, int host) {
  for (Day day = plan.days.begin; day < plan.days.end; day += days(1)) {
    const Micros end = Micros(day) + days(1);
    const auto epoch = std::chrono::floor<std::chrono::seconds>(end).time_since_epoch().count() + 1;
    all.push_back({host, fmt::format("{}/tracking.log-{}-{}.gz", host_folder(host), dense_day(day), epoch),
                   Micros(day), end});
  }
}

// The sessions that go on at the same time, merged by the moment of writing.
class Merge {
 public:
  Merge(const World& world, const LogFile& file, Layout layout)
      : world_(world),
        layout_(layout),
        starts_(sessions_between(world, file.host, file.from - kLongestSession, file.to)) {}

  struct Line {
    const Visit* visit = nullptr;  // null: no more lines
    const Step* step = nullptr;
  };
  // The next line; what it points to lives until the next call.
  Line next() {
    if (current_ && ++current_->next < current_->steps.size()) push(std::move(current_));
    current_.reset();
    admit();
    if (live_.empty()) return {};
    std::pop_heap(live_.begin(), live_.end(), later);
    current_ = std::move(live_.back().session);
    live_.pop_back();
    return {&current_->visit, &current_->steps[current_->next]};
  }

 private:
  struct Live {
    Micros written;
    uint64_t key;
    std::unique_ptr<Session> session;
  };
  static bool later(const Live& a, const Live& b) {
    return a.written != b.written ? a.written > b.written : a.key > b.key;
  }

  void push(std::unique_ptr<Session> session) {
    const Micros written = session->steps[session->next].written;
    live_.push_back({written, session->visit.key, std::move(session)});
    std::push_heap(live_.begin(), live_.end(), later);
  }

  // Sessions enter when the clock reaches their start. (A second early: a request comes just before its
  // enrollment.)
  void admit() {
    while (at_ < starts_.size() &&
           (live_.empty() || live_.front().written >= starts_[at_].at - std::chrono::seconds(1)))
      push(std::make_unique<Session>(play(world_, starts_[at_++], layout_)));
  }

  const World& world_;
  Layout layout_;
  std::vector<SessionStart> starts_;
  size_t at_ = 0;
  std::vector<Live> live_;
  std::unique_ptr<Session> current_;
};

bool tells_enrollment(EventKind kind) {
  return kind >= EventKind::kChangeEnrollmentPost && kind <= EventKind::kModeChanged;
}

class LineWriter {
 public:
  // Appends the line of one step, now and then disturbed. Gives the number of lines.
  void append(std::string& out, const Visit& visit, const Step& step) {
    Random random(mix(visit.key, step.draw, 0x9015e));
    const bool noisy = random.one_in(kNoiseRate) && !tells_enrollment(step.kind);
    const bool about_event = noisy && random.percent(60);
    draft_.clear();
    draft_.time = step.at;
    writer_of(step.kind)(draft_, visit, step);
    if (about_event) disturb_draft(draft_, visit, random);
    const size_t start = out.size();
    append_event(out, visit, draft_);
    if (noisy && !about_event) disturb_line(out, start, visit, step, random);
  }

 private:
  EventDraft draft_;
};

// Every fourth file has several gzip members, cut anywhere, also within a line.
class Output {
 public:
  static Result<Output> create(const SamplePlan& plan, const std::string& path, uint64_t key) {
    SLUICE_TRY(format::GzipWriter writer, format::GzipWriter::create(path, kGzipLevel));
    const uint64_t expected =
        plan.expected_raw_bytes() / static_cast<uint64_t>(plan.hosts * plan.days.days());
    const uint64_t member = mix(key, 4) % 4 == 0 ? expected / 3 + 1001 : UINT64_MAX;
    return Output(std::move(writer), member);
  }

  Status write(std::string_view bytes) {
    while (bytes.size() >= left_) {
      SLUICE_CHECK(writer_.write(bytes.substr(0, left_)));
      SLUICE_CHECK(writer_.end_member());
      bytes.remove_prefix(left_);
      left_ = member_;
    }
    left_ -= bytes.size();
    return writer_.write(bytes);
  }
  Status close() { return writer_.close(); }
  const format::GzipWriter& writer() const { return writer_; }

 private:
  Output(format::GzipWriter writer, uint64_t member)
      : writer_(std::move(writer)), member_(member), left_(member) {}
  format::GzipWriter writer_;
  uint64_t member_, left_;
};

uint64_t count_lines(std::string_view text) {
  uint64_t lines = 0;
  for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) ++lines;
  return lines;
}

}  // namespace

std::vector<LogFile> log_files(const SamplePlan& plan) {
  std::vector<LogFile> all;
  for (int host = 0; host < plan.hosts; ++host) {
    if (host % 2 == 0) {
      add_night_rotated(all, plan, host);
    } else {
      add_midnight_rotated(all, plan, host);
    }
  }
  return all;
}

Result<LogFileSize> write_log_file(const World& world, const LogFile& file, const std::string& folder,
                                   std::atomic<uint64_t>& progress) {
  const uint64_t key = mix(world.plan().seed, 0xf11e, static_cast<uint64_t>(file.host),
                           static_cast<uint64_t>(file.to.time_since_epoch().count()));
  SLUICE_TRY(Output output, Output::create(world.plan(), folder + "/" + file.name, key));
  Merge merge(world, file, file.host % 2 == 0 ? Layout::kOlder : Layout::kToday);
  LineWriter lines;
  LogFileSize size;
  std::string block;
  block.reserve(kBlock + (1 << 16));
  const auto flush = [&]() -> Status {
    SLUICE_CHECK(base::check_interrupted());
    size.lines += count_lines(block);
    progress += block.size();
    SLUICE_CHECK(output.write(block));
    block.clear();
    return {};
  };
  for (Merge::Line line = merge.next(); line.visit && line.step->written < file.to; line = merge.next()) {
    if (line.step->written < file.from) continue;
    if (block.size() >= kBlock) SLUICE_CHECK(flush());
    lines.append(block, *line.visit, *line.step);
  }
  // Some logs end in the middle of things: without a line end.
  if (mix(key, 8) % 8 == 0 && !block.empty()) {
    ++size.lines;
    block.pop_back();
  }
  SLUICE_CHECK(flush());
  SLUICE_CHECK(output.close());
  size.raw_bytes = output.writer().raw_bytes();
  size.gzip_bytes = output.writer().file_bytes();
  return size;
}

}  // namespace sluice::sample
