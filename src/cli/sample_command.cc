#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "cli/commands.h"
#include "sample/options.h"
#include "sample/sample.h"

namespace sluice::cli {
namespace {

using sample::SamplePlan;
using sample::SampleProgress;
using sample::SampleReport;

constexpr const char* kDescription =
    "Write sample data as an LMS leaves it behind: rotated, gzipped tracking logs of several hosts, the LMS "
    "tables as dumps and as\n"
    "SQL, and a file of address ranges by country. All of it tells one story: learners enroll, watch, "
    "answer, discuss and leave.\n"
    "About one log line in 200 is noise, as in real logs. Same options and seed = same bytes.";
constexpr const char* kFooter =
    "Examples:\n"
    "  sluice sample --out sample                          28 days, 5 courses, 400 learners, 16 MB of "
    "events, in a second\n"
    "  sluice sample --out big --size 10GB --seed 7        for benchmarks; the number of learners grows with "
    "the size\n"
    "  sluice sample --out year --days 365 --learners 5000 --start 2023-01-01\n"
    "What is written:\n"
    "  DIR/tracking/prod-edx-NNN/tracking.log-YYYYMMDD.gz  and  …/tracking.log-YYYYMMDD-EPOCH.gz\n"
    "  DIR/lms/TABLE/part-00000    Ctrl-A between fields, \\N for NULL; DIR/lms.sql for `mysql edxapp < "
    "DIR/lms.sql`\n"
    "  DIR/geo/country.tsv         CIDR, tab, country code";
constexpr const char* kPattern = R"(.*tracking\.log-(?P<date>\d{8}).*\.gz)";

// One live line on a terminal; a plain line every ten seconds otherwise.
class ProgressLine {
 public:
  void show(const SampleProgress& p) {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const uint64_t expected = std::max(p.expected_bytes, p.raw_bytes);
    const std::string text = fmt::format(
        "{} of about {} of events, {}/s", base::human_bytes(p.raw_bytes), base::human_bytes(expected),
        base::human_bytes(
            static_cast<uint64_t>(static_cast<double>(p.raw_bytes) / std::max(seconds, 0.001))));
    if (terminal_) {
      fmt::print(stderr, "\r\x1b[K{}", text);
      std::fflush(stderr);
    } else if (now - last_ >= std::chrono::seconds(10)) {
      fmt::print(stderr, "{}\n", text);
      last_ = now;
    }
  }
  void clear() const {
    if (terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) == 1;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), last_ = start_;
};

std::string shell_quoted(const std::string& text) {
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-") ==
      std::string::npos)
    return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

void print_report(const SamplePlan& plan, const SampleReport& r) {
  fmt::print("{}: {} log files of {} hosts, {} days ({}), {} courses, {} learners\n", plan.folder,
             r.log_files, plan.hosts, plan.days.days(), base::format_interval(plan.days), plan.courses,
             base::human_count(plan.learners));
  fmt::print("  tracking         {} lines, {} ({} gzipped, {:.1f}:1)\n", base::human_count(r.lines),
             base::human_bytes(r.raw_bytes), base::human_bytes(r.gzip_bytes),
             static_cast<double>(r.raw_bytes) / static_cast<double>(std::max<uint64_t>(r.gzip_bytes, 1)));
  fmt::print("  lms, lms.sql     {} rows, {}\n", base::human_count(r.lms_rows),
             base::human_bytes(r.lms_bytes));
  fmt::print("  geo/country.tsv\n");
}

void print_next(const SamplePlan& plan) {
  const std::string dir = shell_quoted(plan.folder);
  const std::string logs = fmt::format("--logs {}/tracking --pattern '{}'", dir, kPattern);
  const std::string where = fmt::format("--warehouse {}/warehouse --tsv {}/results", dir, dir);
  const std::string end = base::format_day(plan.days.end);
  const int weeks = std::max(1, (plan.days.days() + 6) / 7);
  fmt::print(
      "\nNext:\n  sluice run activity --end-date {} --weeks {} --overwrite-n-days {} \\\n    {} \\\n    {}\n",
      end, weeks, plan.days.days(), logs, where);
  fmt::print(
      "  sluice run enrollment location --interval {} --overwrite-n-days {} \\\n    {} \\\n    --lms {}/lms "
      "--geo {}/geo/country.tsv {}\n",
      base::format_interval(plan.days), plan.days.days(), logs, dir, dir, where);
}

class SampleCommand final : public Command {
 public:
  const char* name() const override { return "sample"; }
  const char* summary() const override { return "write sample tracking logs, LMS tables and a geo file"; }

  void declare(CLI::App& app) override {
    app.description(kDescription);
    app.footer(kFooter);
    app.add_option("--out", options_.folder, "folder to write to; new or empty")
        ->required()
        ->type_name("DIR");
    app.add_option("--days", options_.days, "days of events")->capture_default_str()->type_name("N");
    app.add_option("--start", start_, "first day")->capture_default_str()->type_name("YYYY-MM-DD");
    app.add_option("--courses", options_.courses, "courses (default 5; more for many learners)")
        ->type_name("N");
    app.add_option("--learners", options_.learners, "learners (default 400, or as many as fit the size)")
        ->type_name("N");
    app.add_option("--events-per-day", options_.events_per_day, "events a day, on average")->type_name("N");
    app.add_option("--size", size_, "raw bytes of all logs, as 20MB or 10GB (instead of --events-per-day)")
        ->type_name("BYTES");
    app.add_option("--hosts", options_.hosts,
                   "LMS hosts, one folder of logs each (default 3; more for large samples)")
        ->type_name("N");
    app.add_option("--seed", options_.seed, "another seed, another story")
        ->capture_default_str()
        ->type_name("S");
    app.add_option("--threads", options_.threads, "threads (default: one a core); never changes the result")
        ->type_name("N");
    app.add_flag("--force", options_.replace, "replace the tracking, lms, lms.sql and geo that are in DIR");
  }

  int run() override {
    auto plan = read_plan();
    if (!plan) return report(*this, plan.error());
    ProgressLine progress;
    auto done = sample::write_sample(*plan, [&](const SampleProgress& p) { progress.show(p); });
    progress.clear();
    if (!done)
      return report(*this, done.error(),
                    done.error().kind == ErrorKind::kAlreadyExists ? kBadInput : kFailed);
    print_report(*plan, *done);
    print_next(*plan);
    return kDone;
  }

 private:
  Result<SamplePlan> read_plan() {
    const auto day = base::parse_day(start_);
    if (!day)
      return fail(ErrorKind::kInvalidInput, fmt::format("--start {} is no day", start_),
                  "write it as 2024-02-05");
    options_.start = *day;
    if (!size_.empty()) {
      SLUICE_TRY(options_.raw_bytes, sample::parse_size(size_));
    }
    return sample::make_plan(options_);
  }

  sample::SampleOptions options_;
  std::string start_ = base::format_day(sample::SampleOptions().start), size_;
};

}  // namespace

std::unique_ptr<Command> make_sample_command() {
  return std::make_unique<SampleCommand>();
}

}  // namespace sluice::cli
