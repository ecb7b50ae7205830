#include "launch/scan.h"

#include <algorithm>
#include <mutex>
#include <numeric>

#include "base/files.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/text.h"
#include "engine/merge.h"
#include "launch/block_exchange.h"
#include "launch/scan_worker.h"

namespace sluice::launch {
namespace {

class Scan {
 public:
  Scan(const std::vector<ScanFile>& files, const std::vector<ScanJob>& jobs, const ScanOptions& options,
       Progress& progress)
      : files_(files), jobs_(jobs), options_(options), progress_(progress), exchange_(options.threads) {
    for (size_t i = 0; i < options.threads; ++i)
      workers_.push_back(
          std::make_unique<ScanWorker>(i, jobs, options.memory / options.threads, options.folder));
    order_.resize(files.size());
    std::iota(order_.begin(), order_.end(), size_t{0});
    // Large files first, so that no thread is left alone with one at the end.
    std::stable_sort(order_.begin(), order_.end(),
                     [&](size_t a, size_t b) { return files[a].size > files[b].size; });
  }

  Result<ScanResult> run() {
    (void)base::run_parallel(options_.threads, options_.threads,
                             [&](size_t i) { return work(*workers_[i]); });
    if (first_error_) return std::unexpected(std::move(*first_error_));
    ScanResult out;
    out.drops.resize(jobs_.size());
    for (const auto& worker : workers_) worker->count(out.counters, out.drops);
    out.counters.add("files", files_.size());
    out.counters.add("damaged files", damaged_.size());
    out.counters.add("oversized lines", oversized_);
    std::sort(damaged_.begin(), damaged_.end());
    out.damaged = std::move(damaged_);
    SLUICE_CHECK(sort_pairs(out));
    return out;
  }

 private:
  Status work(ScanWorker& worker) {
    Status outcome = read_files(worker);
    if (!outcome) note(outcome.error());
    exchange_.reader_done();
    while (auto shared = exchange_.pop())
      if (!failed_)
        if (outcome = take(worker, shared->block, shared->jobs); !outcome) note(outcome.error());
    return outcome;
  }

  // The first error counts; the other workers stop at their next block.
  void note(const Error& error) {
    std::lock_guard lock(mutex_);
    if (!first_error_) first_error_ = error;
    failed_ = true;
  }

  Status read_files(ScanWorker& worker) {
    for (size_t i; (i = next_++) < order_.size();) {
      const ScanFile& file = files_[order_[i]];
      if (failed_) return {};
      SLUICE_CHECK(read_file(worker, file));
    }
    return {};
  }

  Status read_file(ScanWorker& worker, const ScanFile& file) {
    base::log_debug("reading {} ({})", file.path, base::human_bytes(file.size));
    SLUICE_TRY(auto reader, event::LineBlockReader::open(file.path));
    event::LineBlock block;
    uint64_t consumed = 0;
    while (true) {
      SLUICE_TRY(bool more, reader.next(block));
      progress_.add(reader.consumed() - consumed, 0, 0);
      consumed = reader.consumed();
      if (!more) break;
      if (exchange_.wanted()) {
        exchange_.push({std::move(block), file.jobs});
        block = {};
      } else {
        SLUICE_CHECK(take(worker, block, file.jobs));
      }
    }
    oversized_ += reader.oversized_lines();
    if (reader.damage().empty()) return {};
    if (options_.fail_on_damage)
      return fail(ErrorKind::kCorrupt, file.path + ": " + reader.damage(),
                  "mend or remove the file, or run without --fail-on-damage to use what can be read");
    std::lock_guard lock(mutex_);
    damaged_.push_back(file.path + ": " + reader.damage());
    return {};
  }

  Status take(ScanWorker& worker, const event::LineBlock& block, uint32_t wanted) {
    if (failed_) return {};
    SLUICE_CHECK(base::check_interrupted());
    uint64_t lines = worker.lines();
    Status outcome = worker.take(block, wanted);
    progress_.add(0, block.size, worker.lines() - lines);
    return outcome;
  }

  Status sort_pairs(ScanResult& out) {
    size_t n = workers_.size();
    std::vector<std::vector<std::unique_ptr<engine::RecordStream>>> sorted(jobs_.size());
    for (auto& streams : sorted) streams.resize(n);
    out.pair_bytes.resize(jobs_.size());
    for (size_t job = 0; job < jobs_.size(); ++job)
      for (const auto& worker : workers_) out.pair_bytes[job] += worker->pair_bytes(job);
    SLUICE_CHECK(base::run_parallel(options_.threads, jobs_.size() * n, [&](size_t i) -> Status {
      sorted[i / n][i % n] = workers_[i % n]->table(i / n).take_sorted();
      return {};
    }));
    for (size_t job = 0; job < jobs_.size(); ++job) {
      std::vector<std::string> runs;
      for (const auto& worker : workers_)
        runs.insert(runs.end(), worker->runs(job).begin(), worker->runs(job).end());
      out.spilled_runs += runs.size();
      std::string folder = options_.folder + "/" + std::string(jobs_[job].job->name());
      if (!runs.empty()) SLUICE_CHECK(base::make_folders(folder));
      SLUICE_TRY(auto merged, engine::merge_runs(std::move(runs), std::move(sorted[job]),
                                                 jobs_[job].job->day_files().combine, folder));
      out.pairs.push_back(std::move(merged));
    }
    return {};
  }

  const std::vector<ScanFile>& files_;
  const std::vector<ScanJob>& jobs_;
  const ScanOptions& options_;
  Progress& progress_;
  BlockExchange exchange_;
  std::vector<std::unique_ptr<ScanWorker>> workers_;
  std::vector<size_t> order_;
  std::atomic<size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::atomic<uint64_t> oversized_{0};
  std::mutex mutex_;
  std::optional<Error> first_error_;
  std::vector<std::string> damaged_;
};

}  // namespace

Result<ScanResult> scan_logs(const std::vector<ScanFile>& files, const std::vector<ScanJob>& jobs,
                             const ScanOptions& options, Progress& progress) {
  return Scan(files, jobs, options, progress).run();
}

}  // namespace sluice::launch
