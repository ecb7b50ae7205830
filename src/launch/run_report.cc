#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "launch/run.h"

namespace sluice::launch {

using Json = nlohmann::ordered_json;

bool RunReport::failed() const {
  for (const JobReport& job : jobs)
    if (job.error) return true;
  return false;
}

std::string to_text(const RunReport& report) {
  std::string out;
  for (const JobReport& job : report.jobs) {
    out += fmt::format("{}  {}  (read anew: {})\n", job.job, base::format_interval(job.result),
                       job.window.empty() ? "nothing" : base::format_interval(job.window));
    for (const TableReport& table : job.tables)
      out += fmt::format("  {:<42}{}\n", table.table,
                         table.skipped.empty() ? fmt::format("{:>10} rows", base::human_count(table.rows))
                                               : "left as it is: " + table.skipped);
    if (job.error) out += fmt::format("  failed: {}\n", base::to_text(*job.error));
  }
  for (const std::string& text : report.left_out) out += fmt::format("left out: {}\n", text);
  if (report.files > 0)
    out += fmt::format("read {} files, {} of JSON, {} lines ({} unparseable, {} damaged files) in {:.1f} s\n",
                       base::human_count(report.files), base::human_bytes(report.raw_bytes),
                       base::human_count(report.counters.get("lines")),
                       base::human_count(report.counters.get("unparseable lines")), report.damaged.size(),
                       report.seconds);
  return out;
}

std::string to_json(const RunReport& report) {
  auto counters = [](const engine::Counters& from) {
    Json to = Json::object();
    for (const auto& [name, n] : from.all()) to[name] = n;
    return to;
  };
  Json out = {{"ok", !report.failed()},
              {"seconds", report.seconds},
              {"scan_seconds", report.scan_seconds},
              {"day_files_seconds", report.day_files_seconds},
              {"files", report.files},
              {"raw_bytes", report.raw_bytes},
              {"spilled_runs", report.spilled_runs},
              {"counters", counters(report.counters)},
              {"damaged_files", report.damaged},
              {"left_out", report.left_out},
              {"jobs", Json::array()}};
  for (const JobReport& job : report.jobs) {
    Json tables = Json::array();
    for (const TableReport& table : job.tables) {
      Json entry = {{"table", table.table}, {"rows", table.rows}};
      if (!table.skipped.empty()) entry["skipped"] = table.skipped;
      tables.push_back(std::move(entry));
    }
    Json entry = {{"job", job.job},
                  {"interval", base::format_interval(job.result)},
                  {"window", base::format_interval(job.window)},
                  {"day_file_lines", job.day_file_lines},
                  {"seconds", job.seconds},
                  {"dropped", counters(job.drops)},
                  {"tables", std::move(tables)}};
    if (job.error) entry["error"] = base::to_text(*job.error);
    out["jobs"].push_back(std::move(entry));
  }
  return out.dump(2) + "\n";
}

}  // namespace sluice::launch
