// How fast the logs are read, beside the limit: the same bytes inflated and parsed with the same libraries,
// doing nothing.
//
//   scan_bench SAMPLE [THREADS] [ROUNDS]        SAMPLE is a folder made by `sluice sample`
//
// Prints raw JSON per second and core of each stage, the best of ROUNDS, and the ratio to the limit of the
// same run: once by the clock, once by the time of the processors (on a machine with other work only the
// second means much).
#include <fmt/format.h>
#include <simdjson.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>

#include "base/files.h"
#include "base/parallel.h"
#include "event/line_blocks.h"
#include "event/line_parser.h"
#include "event/log_files.h"
#include "jobs/jobs.h"
#include "launch/run.h"

namespace sluice {
namespace {

// On the clock, and of the processors: the two differ where a stage waits for the disk or for other programs.
struct Seconds {
  double wall = 1e9, cpu = 1e9;
};

double cpu_seconds() {
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  auto of = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

Seconds seconds_of(const std::function<void()>& work) {
  auto begin = std::chrono::steady_clock::now();
  double cpu = cpu_seconds();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          cpu_seconds() - cpu};
}

struct Input {
  std::vector<event::LogFile> files;
  size_t threads;
};

// Every block of every file, on all threads; `take` gets its thread's own state.
template <class State, class Take>
uint64_t over_blocks(const Input& input, Take take) {
  std::atomic<size_t> next{0};
  std::atomic<uint64_t> bytes{0};
  (void)base::run_parallel(input.threads, input.threads, [&](size_t) -> Status {
    State state;
    event::LineBlock block;
    for (size_t i; (i = next++) < input.files.size();) {
      SLUICE_TRY(auto reader, event::LineBlockReader::open(input.files[i].path));
      while (*reader.next(block)) {
        bytes += block.size;
        take(state, block);
      }
    }
    return {};
  });
  return bytes;
}

std::atomic<uint64_t> g_sink{0};  // so that nothing is optimised away

struct Nothing {};
uint64_t inflate_only(const Input& input) {
  return over_blocks<Nothing>(input, [](Nothing&, const event::LineBlock& block) { g_sink += block.size; });
}

struct OnDemand {
  simdjson::ondemand::parser parser;
};
// The limit: three fields of each line, on demand, nothing done with them.
uint64_t inflate_and_parse(const Input& input) {
  return over_blocks<OnDemand>(input, [](OnDemand& state, const event::LineBlock& block) {
    uint64_t sum = 0;
    block.for_each_line([&](std::string_view line) {
      simdjson::ondemand::document document;
      if (state.parser.iterate(line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING)
              .get(document))
        return;
      simdjson::ondemand::object object;
      if (document.get_object().get(object)) return;
      int found = 0;
      for (auto field : object) {
        std::string_view key;
        if (field.error() || field.unescaped_key().get(key)) return;
        if (key == "event_type" || key == "time" || key == "event_source") {
          std::string_view value;
          if (!field.value().get_string().get(value)) sum += value.size();
          if (++found == 3) break;
        }
      }
    });
    g_sink += sum;
  });
}

struct Events {
  event::LineParser parser;
};
uint64_t to_events(const Input& input) {
  return over_blocks<Events>(input, [](Events& state, const event::LineBlock& block) {
    uint64_t sum = 0;
    block.for_each_line([&](std::string_view line) {
      const event::Event* event = state.parser.parse(line);
      if (event) sum += event->user_id().valid();
    });
    g_sink += sum;
  });
}

uint64_t all_jobs(const Input& input, const std::string& sample, const std::string& scratch, size_t memory) {
  launch::RunRequest request;
  jobs::Parameters p;
  base::DayInterval days{*input.files.front().day, *input.files.front().day};
  for (const auto& file : input.files) {
    days.begin = std::min(days.begin, *file.day - std::chrono::days(1));
    days.end = std::max(days.end, *file.day + std::chrono::days(1));
  }
  p.interval = days;
  p.overwrite_n_days = days.days();
  p.weeks = days.days() / 7 + 1;
  p.source = {sample + "/tracking"};
  p.pattern = {R"(.*tracking\.log-(?P<date>\d{8}).*\.gz)"};
  p.geolocation_data = sample + "/geo/country.tsv";
  for (const jobs::Job* job : jobs::all_jobs()) request.jobs.push_back({job, p});
  request.warehouse = scratch;
  request.tsv = scratch + "/tsv";
  request.lms = sample + "/lms";
  request.threads = input.threads;
  request.memory = memory;
  request.today = days.end;
  launch::Progress progress(launch::Progress::Style::kNone);
  auto report = launch::run(request, progress);
  if (!report || report->failed()) {
    fmt::print(stderr, "{}\n", report ? launch::to_text(*report) : base::to_text(report.error()));
    std::exit(1);
  }
  return report->raw_bytes;
}

int run(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: scan_bench SAMPLE [THREADS] [ROUNDS]\n");
    return 2;
  }
  std::string sample = argv[1];
  Input input{{}, argc > 2 ? static_cast<size_t>(std::atoi(argv[2])) : 2};
  int rounds = argc > 3 ? std::atoi(argv[3]) : 3;
  Diagnostics findings;
  auto selection = event::LogSelection::create({R"(.*tracking\.log-(?P<date>\d{8}).*\.gz)"}, "%Y%m%d");
  input.files = selection->list({sample + "/tracking"}, findings).value();
  if (input.files.empty()) {
    fmt::print(stderr, "no logs below {}/tracking\n", sample);
    return 2;
  }
  std::stable_sort(input.files.begin(), input.files.end(),
                   [](const auto& a, const auto& b) { return a.size > b.size; });

  struct Stage {
    const char* name;
    std::function<uint64_t()> work;
    Seconds best = {};
    uint64_t bytes = 0;
  };
  // A new folder for each round: file systems are slow to make files where many were deleted a moment ago.
  std::string scratch = sample + "/bench-warehouse";
  int used = 0;
  std::vector<Stage> stages = {
      {"inflate alone", [&] { return inflate_only(input); }},
      {"limit: inflate and on-demand parse", [&] { return inflate_and_parse(input); }},
      {"events: inflate, parse, derive", [&] { return to_events(input); }},
      {"sluice run, all jobs, from gz to TSV",
       [&] { return all_jobs(input, sample, fmt::format("{}/{}", scratch, used++), size_t{1} << 30); }},
  };
  for (int round = 0; round < rounds; ++round)
    for (Stage& stage : stages) {
      Seconds took = seconds_of([&] { stage.bytes = stage.work(); });
      stage.best = {std::min(stage.best.wall, took.wall), std::min(stage.best.cpu, took.cpu)};
    }
  double gigabytes = static_cast<double>(stages[0].bytes) / 1e9, threads = static_cast<double>(input.threads);
  fmt::print("{} files, {:.2f} GB of raw JSON, {} threads, best of {}\n", input.files.size(), gigabytes,
             input.threads, rounds);
  fmt::print("  {:<36} {:>8} {:>14} {:>9}   {:>8} {:>14} {:>9}\n", "", "clock", "GB/s and core", "of limit",
             "CPU", "GB/s and core", "of limit");
  const Seconds& limit = stages[1].best;
  for (const Stage& stage : stages)
    fmt::print("  {:<36} {:6.2f} s {:14.2f} {:9.2f}   {:6.2f} s {:14.2f} {:9.2f}\n", stage.name,
               stage.best.wall, gigabytes / stage.best.wall / threads, limit.wall / stage.best.wall,
               stage.best.cpu, gigabytes / stage.best.cpu, limit.cpu / stage.best.cpu);
  (void)base::remove_tree(scratch);
  return 0;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  return sluice::run(argc, argv);
}
