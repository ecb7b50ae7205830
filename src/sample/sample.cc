#include "sample/sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "sample/lms_writer.h"
#include "sample/log_file.h"
#include "sample/places.h"
#include "sample/text_file.h"
#include "sample/world.h"

namespace sluice::sample {
namespace {

constexpr std::string_view kOurs[] = {"tracking", "lms", "lms.sql", "geo"};

Status check_space(const SamplePlan& plan) {
  std::error_code ignored;
  const auto space = std::filesystem::space(plan.folder, ignored);
  const uint64_t needed = plan.expected_raw_bytes() / 6;  // logs compressed, and the tables
  if (ignored || space.available >= needed) return {};
  return fail(ErrorKind::kNoSpace,
              fmt::format("this sample needs about {} in {}, but {} are free", base::human_bytes(needed),
                          plan.folder, base::human_bytes(space.available)),
              "choose a smaller --size, or another folder with --out");
}

Status prepare_folder(const SamplePlan& plan) {
  SLUICE_CHECK(base::make_folders(plan.folder));
  std::error_code error;
  const bool empty = std::filesystem::is_empty(plan.folder, error);
  if (error) return std::unexpected(base::system_error(error.value(), "cannot look into " + plan.folder));
  if (!empty && !plan.replace)
    return fail(ErrorKind::kAlreadyExists, fmt::format("folder {} is not empty", plan.folder),
                "name a new folder, or add --force to replace the tracking, lms, lms.sql and geo in it");
  for (const std::string_view name : kOurs)
    SLUICE_CHECK(base::remove_tree(fmt::format("{}/{}", plan.folder, name)));
  return check_space(plan);
}

Status write_geo(const std::string& folder) {
  SLUICE_CHECK(base::make_folders(folder + "/geo"));
  SLUICE_TRY(TextFile file, TextFile::create(folder + "/geo/country.tsv"));
  file.text() = country_tsv();
  return file.close();
}

// The tasks of one sample: task 0 writes the tables, each other one a log file. Threads take the next task
// until none is left or one has failed; what they write does not depend on who takes it.
class Crew {
 public:
  explicit Crew(const SamplePlan& plan) : world_(plan), files_(log_files(plan)), sizes_(files_.size()) {}

  Result<SampleReport> work(const std::function<void(const SampleProgress&)>& on_progress) {
    const std::string tracking = world_.plan().folder + "/tracking";
    for (const LogFile& file : files_)
      SLUICE_CHECK(base::make_folders(base::parent_folder(tracking + "/" + file.name)));
    {
      std::vector<std::jthread> threads;
      running_ = world_.plan().threads;
      for (int i = 0; i < world_.plan().threads; ++i) threads.emplace_back([this] { take_tasks(); });
      watch(on_progress);
    }
    if (failure_) return fail(std::move(*failure_));
    return report();
  }

 private:
  void take_tasks() {
    while (!stop_) {
      const size_t task = next_++;
      if (task > files_.size()) break;
      Status done = run(task);
      if (!done) note(std::move(done).error());
    }
    const std::lock_guard lock(mutex_);
    --running_;
    finished_.notify_one();
  }

  Status run(size_t task) {
    if (task == 0) {
      SLUICE_TRY(lms_, write_lms(world_, world_.plan().folder));
      return write_geo(world_.plan().folder);
    }
    SLUICE_TRY(sizes_[task - 1],
               write_log_file(world_, files_[task - 1], world_.plan().folder + "/tracking", raw_bytes_));
    return {};
  }

  void note(Error error) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(error);
    stop_ = true;
  }

  void watch(const std::function<void(const SampleProgress&)>& on_progress) {
    std::unique_lock lock(mutex_);
    while (!finished_.wait_for(lock, std::chrono::milliseconds(200), [&] { return running_ == 0; })) {
      lock.unlock();
      if (on_progress) on_progress({raw_bytes_, world_.plan().expected_raw_bytes()});
      lock.lock();
    }
  }

  SampleReport report() const {
    SampleReport report;
    report.log_files = files_.size();
    for (const LogFileSize& size : sizes_) {
      report.lines += size.lines;
      report.raw_bytes += size.raw_bytes;
      report.gzip_bytes += size.gzip_bytes;
    }
    report.lms_rows = lms_.rows;
    report.lms_bytes = lms_.bytes;
    return report;
  }

  World world_;
  std::vector<LogFile> files_;
  std::vector<LogFileSize> sizes_;
  LmsSize lms_;
  std::atomic<size_t> next_{0};
  std::atomic<bool> stop_{false};
  std::atomic<uint64_t> raw_bytes_{0};
  std::mutex mutex_;
  std::condition_variable finished_;
  int running_ = 0;
  std::optional<Error> failure_;
};

}  // namespace

Result<SampleReport> write_sample(const SamplePlan& plan,
                                  const std::function<void(const SampleProgress&)>& on_progress) {
  SLUICE_CHECK(prepare_folder(plan));
  auto report = Crew(plan).work(on_progress);
  if (!report) return fail(std::move(report).error().during("writing a sample to " + plan.folder));
  return report;
}

}  // namespace sluice::sample
