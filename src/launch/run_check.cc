#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "event/geo.h"
#include "event/log_files.h"
#include "launch/run.h"
#include "store/lms_dumps.h"

namespace sluice::launch {

std::string missing_input(const JobRequest& request, const RunRequest& run) {
  std::vector<std::string> missing;
  if (request.job->needs_lms() && run.lms.empty()) missing.emplace_back("no LMS tables are given (--lms)");
  if (request.job->needs_geo() && request.parameters.geolocation_data.empty())
    missing.emplace_back("no GeoIP file is given (--geo)");
  return base::join(missing, ", ");
}

namespace {

void check_job(const JobRequest& request, const RunRequest& run, Diagnostics& findings) {
  std::string name(request.job->name());
  auto add = [&](const Error& e) { findings.error(name + ": " + base::to_text(e)); };
  std::string missing = missing_input(request, run);
  if (!missing.empty() && !run.skip_what_cannot_run) findings.error(name + ": " + missing);
  if (auto selection =
          event::LogSelection::create(request.parameters.pattern, request.parameters.date_pattern);
      !selection)
    add(selection.error());
  if (request.job->needs_geo() && !request.parameters.geolocation_data.empty())
    if (auto geo = event::open_geo(request.parameters.geolocation_data); !geo) add(geo.error());
  auto days = request.job->days(request.parameters, run.today);
  if (!days && !run.incomplete) add(days.error());
  if ((!days || !days->window.empty()) && request.parameters.source.empty())
    findings.error(name + ": no logs are given", {}, "add --logs PATH");
  if (!days || run.incomplete) return;
  size_t missing_days = 0;
  for (base::Day day : engine::missing_days(run.warehouse, request.job->day_files(), days->result))
    missing_days += !days->window.contains(day);
  if (missing_days > 0)
    findings.warning(fmt::format("{}: {} of {} days of {} were never read and count as empty", name,
                                 missing_days, days->result.days(), base::format_interval(days->result)),
                     {},
                     fmt::format("to read the whole history once, add --overwrite-n-days {}",
                                 (days->window.end - days->result.begin).count()));
}

// Whether the place of the LMS tables makes sense; no server is asked.
Status check_lms(const std::string& place) {
  if (place.starts_with("mysql://")) {
    SLUICE_CHECK(store::Dsn::parse(place));
    return {};
  }
  SLUICE_CHECK(store::LmsDumps::open(place));
  return {};
}

}  // namespace

Diagnostics check(const RunRequest& request) {
  Diagnostics findings;
  if (request.jobs.empty()) findings.error("no job is given");
  if (request.warehouse.empty()) findings.error("no warehouse is given", {}, "add --warehouse DIR");
  if (!request.store && request.tsv.empty())
    findings.error("there is nowhere to put results", {},
                   "add --store DSN, --tsv DIR, or run `sluice apply` first");
  if (!request.lms.empty())
    if (auto outcome = check_lms(request.lms); !outcome)
      findings.error("--lms: " + base::to_text(outcome.error()));
  for (const JobRequest& job : request.jobs) check_job(job, request, findings);
  return findings;
}

}  // namespace sluice::launch
