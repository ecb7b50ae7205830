#include <fmt/format.h>

#include "base/files.h"
#include "event/geo.h"
#include "event/log_files.h"
#include "launch/run.h"

namespace sluice::launch {
namespace {

void check_job(const JobRequest& request, const RunRequest& run, Diagnostics& findings) {
  std::string name(request.job->name());
  auto add = [&](const Error& e) { findings.error(name + ": " + base::to_text(e)); };
  for (const std::string& missing : missing_inputs(request, run))
    if (!run.skip_what_cannot_run) findings.error(name + ": " + missing);
  if (auto selection = event::LogSelection::create(request.parameters.pattern, request.parameters.date_pattern); !selection)
    add(selection.error());
  if (request.job->needs_geo() && !request.parameters.geolocation_data.empty())
    if (auto geo = event::open_geo(request.parameters.geolocation_data); !geo) add(geo.error());
  auto days = request.job->days(request.parameters, run.today);
  if (!days) return add(days.error());
  if (!days->window.empty() && request.parameters.source.empty())
    findings.error(name + ": no logs are given", {}, "add --logs PATH");
  size_t missing_days = 0;
  for (base::Day day : engine::missing_days(run.warehouse, request.job->day_files(), days->result))
    missing_days += !days->window.contains(day);
  if (missing_days > 0)
    findings.warning(fmt::format("{}: {} of {} days of {} were never read and count as empty", name, missing_days,
                                 days->result.days(), base::format_interval(days->result)),
                     {},
                     fmt::format("to read the whole history once, add --overwrite-n-days {}",
                                 (days->window.end - days->result.begin).count()));
}

}  // namespace

std::vector<std::string> missing_inputs(const JobRequest& job, const RunRequest& run) {
  std::vector<std::string> out;
  if (job.job->needs_lms() && run.lms.empty()) out.emplace_back("no LMS tables are given (--lms)");
  if (job.job->needs_geo() && job.parameters.geolocation_data.empty()) out.emplace_back("no GeoIP file is given (--geo)");
  return out;
}

Diagnostics check(const RunRequest& request) {
  Diagnostics findings;
  if (request.jobs.empty()) findings.error("no job is given");
  if (request.warehouse.empty()) findings.error("no warehouse is given", {}, "add --warehouse DIR");
  if (!request.store && request.tsv.empty())
    findings.error("there is nowhere to put results", {}, "add --store DSN, --tsv DIR, or run `sluice apply` first");
  for (const JobRequest& job : request.jobs) check_job(job, request, findings);
  return findings;
}

}  // namespace sluice::launch
