#include "launch/run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <mutex>
#include <numeric>

#include "base/files.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/parallel.h"
#include "event/geo.h"
#include "format/byte_source.h"
#include "launch/log_choice.h"
#include "launch/result_files.h"
#include "launch/scan.h"
#include "schema/tsv.h"
#include "store/lms_database.h"
#include "store/loader.h"

namespace sluice::launch {
namespace {

// A job of this run with its days resolved and its report under way.
struct ActiveJob {
  const JobRequest* request = nullptr;
  jobs::JobDays days;
  JobReport* report = nullptr;
};

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

class Run {
 public:
  Run(const RunRequest& request, Progress& progress) : request_(request), progress_(progress) {}

  Result<RunReport> run() {
    Stopwatch all;
    SLUICE_CHECK(choose_jobs());
    SLUICE_TRY(base::FileLock lock, base::FileLock::acquire(request_.warehouse + "/.sluice.lock"));
    scratch_ = request_.warehouse + "/.scratch";  // what a dead run left here is of no use to anybody
    SLUICE_CHECK(base::remove_tree(scratch_));
    SLUICE_CHECK(base::make_folders(scratch_));
    SLUICE_CHECK(remove_parts_of_dead_runs());
    Status outcome = steps();
    (void)base::remove_tree(scratch_);
    if (!outcome) return std::unexpected(std::move(outcome).error());
    report_.seconds = all.seconds();
    return std::move(report_);
  }

 private:
  Status steps() {
    SLUICE_CHECK(extract());
    // Much work first, so that no thread is left alone with it at the end.
    std::stable_sort(active_.begin(), active_.end(), [](const ActiveJob& a, const ActiveJob& b) {
      return a.report->day_file_lines > b.report->day_file_lines;
    });
    return base::run_parallel(request_.threads, active_.size(), [&](size_t i) -> Status {
      ActiveJob& job = active_[i];
      SLUICE_CHECK(base::check_interrupted());
      Stopwatch computing;
      auto outcome = compute(job);
      job.report->seconds = computing.seconds();
      if (!outcome) {
        if (outcome.error().kind == ErrorKind::kInterrupted) return outcome;
        job.report->error = std::move(outcome.error()).during("computing " + job.report->job);
      }
      return {};
    });
  }

  // Files that a killed run had begun to write. The warehouse is ours alone by its lock; the folder of --tsv
  // is not.
  Status remove_parts_of_dead_runs() {
    for (const ActiveJob& job : active_)
      SLUICE_CHECK(
          base::remove_stale_parts(request_.warehouse + "/" + job.request->job->day_files().folder, 1, true));
    return request_.tsv.empty() ? Status{} : base::remove_stale_parts(request_.tsv, 0, false);
  }

  Status choose_jobs() {
    report_.jobs.reserve(request_.jobs.size());
    for (const JobRequest& job : request_.jobs) {
      std::string name(job.job->name());
      std::string missing = missing_input(job, request_);
      if (!missing.empty()) {
        report_.left_out.push_back(name + ": " + missing);
        continue;
      }
      SLUICE_TRY(jobs::JobDays days, job.job->days(job.parameters, request_.today));
      report_.jobs.push_back({name, days.window, days.result, {}, {}, 0, {}});
      active_.push_back({&job, days, &report_.jobs.back()});
    }
    return {};
  }

  // One pass over the logs for all jobs, then the day files of each.
  Status extract() {
    std::vector<ScanJob> scan_jobs;
    std::vector<LogWish> wishes;
    std::vector<ActiveJob*> scanned;
    for (ActiveJob& job : active_) {
      if (job.days.window.empty()) continue;
      scanned.push_back(&job);
      scan_jobs.push_back({job.request->job, job.days.window});
      wishes.push_back({&job.request->parameters, job.days.window});
    }
    if (scanned.empty()) return {};
    SLUICE_TRY(auto files, list_files(wishes));
    uint64_t bytes = 0;
    for (const ScanFile& file : files) bytes += file.size;
    progress_.start("reading logs", bytes);
    Stopwatch scanning;
    ScanOptions options{request_.threads, request_.memory, scratch_, request_.fail_on_damage};
    auto scan = scan_logs(files, scan_jobs, options, progress_);
    progress_.stop();
    report_.scan_seconds = scanning.seconds();
    if (!scan) return std::unexpected(std::move(scan).error().during("reading the logs"));
    report_.files = files.size();
    report_.raw_bytes = progress_.raw_bytes();
    report_.counters = std::move(scan->counters);
    report_.spilled_runs = scan->spilled_runs;
    report_.damaged = std::move(scan->damaged);
    for (const std::string& text : report_.damaged) base::log_warning("{}; what could be read counts", text);
    Stopwatch writing;
    std::vector<size_t> order(scanned.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return scan->pair_bytes[a] > scan->pair_bytes[b]; });
    auto outcome = base::run_parallel(request_.threads, scanned.size(), [&](size_t n) -> Status {
      size_t i = order[n];
      scanned[i]->report->drops = scan->drops[i];
      auto lines = engine::write_day_files(request_.warehouse, scanned[i]->request->job->day_files(),
                                           scanned[i]->days.window, *scan->pairs[i]);
      scan->pairs[i].reset();
      if (!lines)
        return std::unexpected(
            std::move(lines).error().during("writing the day files of " + scanned[i]->report->job));
      scanned[i]->report->day_file_lines = *lines;
      return {};
    });
    report_.day_files_seconds = writing.seconds();
    return outcome;
  }

  Result<std::vector<ScanFile>> list_files(const std::vector<LogWish>& wishes) {
    Diagnostics findings;
    SLUICE_TRY(auto files, choose_logs(wishes, findings));
    for (const auto& finding : findings.all())
      base::log_warning("{}{}", finding.mark.file.empty() ? "" : finding.mark.file + ": ", finding.message);
    if (files.empty())
      base::log_warning("no log file matches: check --logs, --pattern and the interval (sources: {})",
                        fmt::join(wishes[0].parameters->source, ", "));
    return files;
  }

  Status compute(ActiveJob& job) {
    std::string folder = scratch_ + "/" + job.report->job + "-results";
    SLUICE_CHECK(base::make_folders(folder));
    ResultFiles rows(folder);
    SLUICE_CHECK(rows.begin(job.request->job->tables()));
    std::unique_ptr<schema::RowSource> lms;
    if (!request_.lms.empty()) {
      SLUICE_TRY(lms, store::open_lms(request_.lms));
    }
    std::unique_ptr<event::GeoLookup> geo;
    if (job.request->job->needs_geo()) {
      SLUICE_TRY(geo, event::open_geo(job.request->parameters.geolocation_data));
    }
    jobs::ReduceInput input{request_.warehouse,
                            folder,
                            request_.memory / (2 * active_.size()),
                            job.days.result,
                            job.request->parameters.date.value_or(request_.today),
                            lms.get(),
                            geo.get()};
    SLUICE_CHECK(job.request->job->reduce(input, rows));
    SLUICE_CHECK(rows.finish());
    SLUICE_CHECK(publish(job, rows));
    for (const ResultFiles::Table& table : rows.tables()) {
      job.report->tables.push_back({table.table->name, table.rows, table.skipped});
      if (!table.skipped.empty())
        base::log_warning("{}: left as it is: {}", table.table->name, table.skipped);
    }
    return base::remove_tree(folder);
  }

  Status publish(const ActiveJob& job, const ResultFiles& rows) {
    auto created = job.request->job->created_tables();
    if (!request_.tsv.empty()) {
      for (const ResultFiles::Table& table : rows.tables())
        if (table.skipped.empty()) SLUICE_CHECK(copy_tsv(table.path, table.table->name));
      for (const schema::Table* table : created)
        SLUICE_CHECK(base::write_file_atomically(request_.tsv + "/" + table->name + ".tsv",
                                                 schema::tsv_header(*table)));
    }
    if (!request_.store) return {};
    std::vector<store::TableLoad> loads;
    for (const ResultFiles::Table& table : rows.tables())
      if (table.skipped.empty())
        loads.push_back({table.table, table.path, true, job.request->parameters.allow_empty_insert,
                         fmt::format("{}(interval={}, table={})", job.report->job,
                                     base::format_interval(job.days.result), table.table->name)});
    // One load at a time is the store's rule; the jobs of one run queue up here, where waiting has no limit.
    std::lock_guard turn(loading_);
    SLUICE_TRY(auto connection, store::open_store(*request_.store));
    SLUICE_CHECK(store::create_tables(connection, created));
    SLUICE_CHECK(store::load_tables(connection, loads));
    return {};
  }

  Status copy_tsv(const std::string& from, const std::string& table) {
    SLUICE_TRY(auto source, format::open_bytes(from));
    SLUICE_TRY(base::AtomicFile to, base::AtomicFile::open(request_.tsv + "/" + table + ".tsv"));
    std::string buffer(256 * 1024, '\0');
    while (true) {
      SLUICE_TRY(size_t n, source->read(buffer.data(), buffer.size()));
      if (n == 0) return to.commit();
      SLUICE_CHECK(to.write(std::string_view(buffer).substr(0, n)));
    }
  }

  const RunRequest& request_;
  Progress& progress_;
  RunReport report_;
  std::vector<ActiveJob> active_;
  std::string scratch_;
  std::mutex loading_;
};

}  // namespace

Result<RunReport> run(const RunRequest& request, Progress& progress) {
  return Run(request, progress).run();
}

}  // namespace sluice::launch
