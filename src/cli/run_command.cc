#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <thread>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/find_deployment.h"
#include "format/yaml.h"
#include "jobs/jobs.h"
#include "launch/job_config.h"
#include "launch/run.h"

namespace sluice::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  sluice run all --interval 2024-01-01..2024-02-01 --logs /data/tracking --lms /data/lms --geo country.mmdb
  sluice run activity --end-date 2024-03-01 --weeks 4 --overwrite-n-days 7 --logs LOGS \
      --pattern '.*tracking\.log-(?P<date>\d{8}).*\.gz' --warehouse W --tsv OUT
  sluice run enrollment --interval-start 2013-11-01 --logs LOGS --warehouse W \
      --store 'mysql://pipeline@db.example/reports?password=env:REPORTS_PASSWORD'

Results go to the store of the deployment (`sluice apply`), to --store, and/or to TSV files (--tsv).
DSN: mysql://USER@HOST:PORT/DATABASE?password=env:NAME|file:PATH&socket=PATH&tls=off|on|verify&ca=PATH&timeout=SECONDS
The password is given by reference only. Day files are kept in the warehouse: a nightly run reads only the last
--overwrite-n-days days of logs. Every parameter can also stand in the `jobs:` section of the YAML file given with -f.)";

std::string to_flag(std::string name) {
  std::string dashed = name;
  for (char& c : dashed)
    if (c == '_') c = '-';
  std::string out = "--" + dashed;
  if (dashed != name) out += ",--" + name;
  if (name == "source") out = "--logs," + out;
  if (name == "geolocation_data") out = "--geo," + out;
  return out;
}

// A fault of what all jobs share is found once for each of them.
void append_new(const Diagnostics& found, Diagnostics& findings) {
  for (const auto& one : found.all()) {
    auto same = [&](const auto& other) { return other.message == one.message && other.mark == one.mark; };
    if (std::ranges::none_of(findings.all(), same)) findings.error(one.message, one.mark, one.hint);
  }
}

class RunCommand final : public Command {
 public:
  const char* name() const override { return "run"; }
  const char* summary() const override { return "compute result tables from tracking logs"; }

  void declare(CLI::App& app) override {
    std::vector<std::string> known = {"all"};
    std::string help = "which: all";
    for (const jobs::Job* job : jobs::all_jobs()) {
      known.emplace_back(job->name());
      help += fmt::format(", {} ({})", job->name(), job->summary());
    }
    app.add_option("JOB", jobs_, help)->required()->check(CLI::IsMember(known));
    for (const auto& declaration : jobs::parameter_declarations())
      app.add_option(to_flag(declaration.name), flags_[declaration.name], declaration.help)
          ->type_name(declaration.value)
          ->expected(declaration.name == "source" ? -1 : 1)
          ->take_all()
          ->group("Parameters");
    app.add_option("--warehouse", warehouse_, "folder of the day files (the deployment's)")->type_name("DIR");
    app.add_option("--lms", lms_, "LMS tables: mysql://… (read only) or a folder of dumps")
        ->type_name("DSN|DIR");
    app.add_option("--store", store_, "result store instead of the deployment's; `none` for no store")
        ->type_name("DSN");
    app.add_option("--tsv", tsv_, "write each result table as DIR/TABLE.tsv as well")->type_name("DIR");
    app.add_option("-f,--config", config_,
                   "YAML file with a `jobs:` section; a cluster.yml also names the deployment")
        ->type_name("FILE");
    app.add_option(
           "--deployment", deployment_,
           "deployment.json; else that of -f, SLUICE_DEPLOYMENT, or the only .sluice/*/deployment.json")
        ->type_name("FILE");
    app.add_option("--threads", threads_, "threads (one per core)")->check(CLI::Range(1, 256));
    app.add_option("--memory", memory_, "memory for grouping, e.g. 500MB or 2GiB (1GiB)")
        ->transform(CLI::AsSizeValue(false))
        ->type_name("SIZE");
    app.add_flag("--fail-on-damage", fail_on_damage_, "a truncated or damaged .gz file fails the run");
    app.add_option("-o,--output", output_, "text or json")->check(CLI::IsMember({"text", "json"}));
    app.footer(kExamples);
  }

  int run() override {
    Diagnostics findings;
    auto request = make_request(findings);
    if (!request) return report(*this, request.error(), kBadInput);
    request->incomplete = findings.has_errors();
    findings.append(launch::check(*request));
    if (findings.has_errors()) {
      fmt::print(stderr, "{}", findings.to_text());
      return kBadInput;
    }
    for (const auto& finding : findings.all())
      base::log_warning("{}{}", finding.message, finding.hint.empty() ? "" : "; " + finding.hint);
    launch::Progress progress(launch::Progress::style_for_stderr());
    auto outcome = launch::run(*request, progress);
    if (!outcome) return report(*this, outcome.error(), kJobFailed);
    for (const auto& job : outcome->jobs)
      if (job.error) report(*this, *job.error);
    fmt::print("{}", output_ == "json" ? launch::to_json(*outcome) : launch::to_text(*outcome));
    return outcome->failed() ? kJobFailed : kDone;
  }

 private:
  Result<launch::RunRequest> make_request(Diagnostics& findings) {
    launch::RunRequest request;
    request.today = base::system_clock().today();
    request.threads =
        threads_ > 0 ? static_cast<size_t>(threads_) : std::max(1u, std::thread::hardware_concurrency());
    request.memory = memory_;
    request.fail_on_damage = fail_on_damage_;
    request.warehouse = warehouse_;
    request.lms = lms_;
    request.tsv = tsv_;
    if (!store_.empty() && store_ != "none") {
      SLUICE_TRY(request.store, store::Dsn::parse(store_));
    }
    format::YamlNode document;
    if (!config_.empty()) {
      SLUICE_TRY(document, format::load_yaml(config_));
    }
    jobs::Parameters defaults;
    SLUICE_CHECK(use_deployment(request, document, defaults));
    add_jobs(request, document, defaults, findings);
    return request;
  }

  // What the deployment knows stands in for flags that are not given.
  Status use_deployment(launch::RunRequest& request, const format::YamlNode& document,
                        jobs::Parameters& defaults) {
    bool named = !deployment_.empty() || document.find("deployment") != nullptr;
    auto found = find_deployment(!deployment_.empty() ? deployment_ : named ? config_ : "");
    if (!found) {
      // Without a deployment everything can still be given by flags; check() says what is missing then.
      if (!named && found.error().kind == ErrorKind::kNotFound) return {};
      return fail(found.error());
    }
    if (store_.empty()) {
      SLUICE_TRY(request.store, store_dsn(*found, "pipeline"));
    }
    const auto& buckets = found->file.buckets;
    if (auto warehouse = buckets.find("warehouse"); request.warehouse.empty() && warehouse != buckets.end())
      request.warehouse = warehouse->second;
    if (auto tracking = buckets.find("tracking"); tracking != buckets.end())
      defaults.source = {tracking->second};
    return {};
  }

  void add_jobs(launch::RunRequest& request, const format::YamlNode& document,
                const jobs::Parameters& defaults, Diagnostics& findings) {
    const format::YamlNode* section = launch::find_jobs_section(document);
    request.skip_what_cannot_run = std::find(jobs_.begin(), jobs_.end(), "all") != jobs_.end();
    for (const jobs::Job* job : jobs::all_jobs()) {
      bool wanted =
          request.skip_what_cannot_run || std::find(jobs_.begin(), jobs_.end(), job->name()) != jobs_.end();
      if (!wanted) continue;
      launch::JobRequest entry{job, defaults};
      Diagnostics found;
      if (section) launch::apply_section(*section, job->name(), entry.parameters, found);
      apply_flags(entry.parameters, found);
      append_new(found, findings);
      request.jobs.push_back(std::move(entry));
    }
  }

  void apply_flags(jobs::Parameters& parameters, Diagnostics& findings) {
    for (const auto& declaration : jobs::parameter_declarations()) {
      const auto& values = flags_[declaration.name];
      if (!values.empty() && declaration.reset) declaration.reset(parameters);
      for (const std::string& value : values)
        if (auto outcome = declaration.set(parameters, value); !outcome)
          findings.error(to_flag(declaration.name) + ": " + outcome.error().message, {},
                         outcome.error().hint);
    }
  }

  std::vector<std::string> jobs_;
  std::map<std::string, std::vector<std::string>> flags_;
  std::string warehouse_, lms_, store_, tsv_, config_, deployment_, output_ = "text";
  int threads_ = 0;
  uint64_t memory_ = uint64_t{1} << 30;
  bool fail_on_damage_ = false;
};

}  // namespace

std::unique_ptr<Command> make_run_command() {
  return std::make_unique<RunCommand>();
}

}  // namespace sluice::cli
