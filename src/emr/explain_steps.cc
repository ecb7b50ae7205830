#include "emr/explain_steps.h"

#include <fmt/format.h>

#include <array>
#include <regex>

#include "base/text.h"
#include "emr/log_files.h"

namespace sluice::emr {
namespace {

using aws::Json;
constexpr size_t kShownLines = 8;

struct Hit {
  std::string line, log;  // redacted; address of its log, empty for a reply of EMR
};

// The first line that fits, in the logs in their order.
std::optional<Hit> find_line(const Evidence& evidence, const std::regex& pattern,
                             std::smatch* parts = nullptr) {
  for (const LogText& log : evidence.logs)
    for (std::string_view raw : base::split(log.text, '\n')) {
      static thread_local std::string line;
      line = redacted(raw);
      std::smatch match;
      if (!std::regex_search(line, match, pattern)) continue;
      if (parts) *parts = match;
      return Hit{line, log.uri};
    }
  return std::nullopt;
}

const Json& failure_details(const Evidence& evidence) {
  static const Json kNone = Json::object();
  const Json& status = evidence.step.at("Status");
  return status.contains("FailureDetails") ? status["FailureDetails"] : kNone;
}

std::string step_text(const Evidence& evidence) {
  return fmt::format("step '{}' ({})", evidence.step.value("Name", ""), evidence.step.value("Id", ""));
}

std::string details_text(const Evidence& evidence) {
  const Json& details = failure_details(evidence);
  return details.value("Message", details.value("Reason", std::string()));
}

std::string logs_command(const Evidence& evidence) {
  return fmt::format("sluice cluster logs {} --step {}", evidence.view.id, evidence.step.value("Id", ""));
}

void show_logs(const Evidence& evidence, Explanation& out) {
  for (const LogText& log : evidence.logs) {
    out.evidence = last_lines(log.text, kShownLines);
    out.log = log.uri;
    if (!out.evidence.empty()) return;
  }
  out.log = failure_details(evidence).value("LogFile", "");
  if (const std::string details = details_text(evidence); !details.empty())
    out.evidence = {redacted(details)};
}

// The jar or script of the step, not data that it reads.
bool is_program(const Evidence& evidence, const std::string& object, const std::string& line) {
  const Json config = evidence.step.value("Config", Json::object());
  const Json arguments = config.value("Args", Json::array());
  if (config.value("Jar", "") == object) return true;
  if (!arguments.empty() && arguments[0] == object) return true;
  return !object.starts_with("hdfs:") && line.find("nput path") == std::string::npos;
}

std::optional<Explanation> script_missing(const Evidence& evidence) {
  std::string line, log;
  const std::string object = missing_object(evidence, details_text(evidence), line, log);
  if (object.empty()) return std::nullopt;
  const std::string cause = fmt::format("{} needs {}, which is not there", step_text(evidence), object);
  if (!is_program(evidence, object, line))
    return Explanation{
        true,
        "step-input-missing",
        cause,
        log,
        {line},
        "an earlier step or an upload has to make it; mend the address if it is misspelt, then "
        "add the step again: sluice cluster step add --cluster " +
            evidence.view.id};
  return Explanation{
      true,
      "step-script-missing",
      cause,
      log,
      {line},
      fmt::format("upload it (aws s3 cp FILE {}), or mend the address in step_args of the cluster file; "
                  "then add the step again: sluice cluster step add --cluster {}",
                  object, evidence.view.id)};
}

struct Known {
  const char* code;
  std::regex pattern;
  const char* cause;  // "{}" is the step
  const char* fix;
};

const std::array<Known, 5>& known_troubles() {
  using std::regex;
  const auto flags = regex::icase | regex::optimize;
  static const std::array<Known, 5> kKnown{{
      {"step-out-of-memory",
       regex("beyond (the )?'?physical'? memory limits|OutOfMemoryError|Java heap space|Exit code is 143",
             flags),
       "{} ran out of memory in one of its containers",
       "give its containers more memory (mapreduce.map.memory.mb, mapreduce.reduce.memory.mb with their "
       "java.opts) or "
       "take a larger instance type: sluice cluster advise -f cluster.yml"},
      {"step-access-denied",
       regex("Access ?Denied(?! for user)|\\b403 Forbidden\\b|is not authorized to perform", flags),
       "{} was refused access to something it needs",
       "allow it in the policy of the role that the cluster file names under `role` (its instance profile)"},
      {"step-class-missing", regex("ClassNotFoundException|NoClassDefFoundError|No such main class", flags),
       "{} names a class that is not in its jar", "mend main_class or jar of the step in the cluster file"},
      {"step-database", regex("Communications link failure|Access denied for user|Unknown database", flags),
       "{} cannot use its database",
       "check address, port, security group, user and password of the database"},
      {"step-disk-full", regex("No space left on device", flags), "{} filled a disk",
       "give the nodes larger volumes (volume_size) in the cluster file"},
  }};
  return kKnown;
}

std::optional<Explanation> known_trouble(const Evidence& evidence) {
  for (const Known& known : known_troubles())
    if (auto hit = find_line(evidence, known.pattern))
      return Explanation{true,     known.code,  fmt::format(fmt::runtime(known.cause), step_text(evidence)),
                         hit->log, {hit->line}, known.fix};
  return std::nullopt;
}

Explanation exit_code(const Evidence& evidence) {
  static const std::regex kExit("exit ?code:? (-?[1-9][0-9]*)", std::regex::icase);
  Explanation out{true,
                  "step-exit-code",
                  step_text(evidence) + " failed",
                  {},
                  {},
                  logs_command(evidence) + " shows its logs"};
  std::smatch parts;
  if (find_line(evidence, kExit, &parts))
    out.cause = fmt::format("{} ended with exit code {}", step_text(evidence), parts[1].str());
  else if (const std::string details = details_text(evidence); !details.empty())
    out.cause = fmt::format("{} failed: {}", step_text(evidence), redacted(details));
  show_logs(evidence, out);
  return out;
}

std::string state_message(const Evidence& evidence) {
  return evidence.step.at("Status").value("StateChangeReason", Json::object()).value("Message", "");
}

Explanation cancelled(const Evidence& evidence) {
  Explanation out{
      true,
      "step-cancelled",
      step_text(evidence) + " was cancelled: a person cancelled it, or the cluster ended before it",
      {},
      {},
      "sluice cluster steps " + evidence.view.id + " shows all of them"};
  for (const Json& other : evidence.steps)
    if (other.at("Status").value("State", "") == "FAILED") {
      out.cause = fmt::format("{} was cancelled since step '{}' ({}) failed before it", step_text(evidence),
                              other.value("Name", ""), other.value("Id", ""));
      out.fix = fmt::format("sluice cluster explain {} --step {} tells why that one failed", evidence.view.id,
                            other.value("Id", ""));
      break;
    }
  if (const std::string said = state_message(evidence); !said.empty()) out.evidence = {redacted(said)};
  return out;
}

Explanation interrupted(const Evidence& evidence) {
  const std::string why = evidence.view.reason_code + ": " + evidence.view.reason;
  return {true,
          "step-interrupted",
          step_text(evidence) + " was running when its cluster ended",
          "EMR DescribeCluster, StateChangeReason",
          {redacted(why)},
          "sluice cluster explain " + evidence.view.id + " tells why the cluster ended"};
}

Explanation how_it_is(const Evidence& evidence, const std::string& state) {
  return {false,
          "step-" + base::to_lower_ascii(state),
          fmt::format("nothing is wrong with {}: it is {}", step_text(evidence), state),
          {},
          {},
          {}};
}

}  // namespace

std::string missing_object(const Evidence& evidence, const std::string& reason, std::string& line,
                           std::string& uri_of_log) {
  static const std::regex kMissing(
      R"re((?:does not exist|not found|NoSuchKey|No such file|failed to download|404)[^\n]*?((?:s3[an]?|file|hdfs)://[^\s'",;)]+)|((?:s3[an]?|file|hdfs)://[^\s'",;)]+)[^\n]*?(?:does not exist|not found|NoSuchKey|404))re",
      std::regex::icase);
  auto object_of = [](const std::smatch& parts) {
    std::string object = parts[1].matched ? parts[1].str() : parts[2].str();
    while (object.ends_with('.') || object.ends_with(':')) object.pop_back();
    return object;
  };
  std::smatch parts;
  if (std::regex_search(reason, parts, kMissing)) {
    line = redacted(reason);
    uri_of_log.clear();
    return object_of(parts);
  }
  for (const LogText& log : evidence.logs)
    for (std::string_view raw : base::split(log.text, '\n')) {
      const std::string text(raw.substr(0, 2000));
      if (!std::regex_search(text, parts, kMissing)) continue;
      line = redacted(text);
      uri_of_log = log.uri;
      return object_of(parts);
    }
  return {};
}

std::optional<Explanation> explain_step(const Evidence& evidence) {
  if (evidence.step.is_null()) return std::nullopt;
  const std::string state = evidence.step.at("Status").value("State", "");
  if (state == "CANCELLED") return cancelled(evidence);
  if (state == "INTERRUPTED") return interrupted(evidence);
  if (state != "FAILED") return how_it_is(evidence, state);
  Explanation out = exit_code(evidence);
  if (auto missing = script_missing(evidence))
    out = std::move(*missing);
  else if (auto known = known_trouble(evidence))
    out = std::move(*known);
  if (!evidence.log_problem.empty()) out.evidence.push_back(evidence.log_problem);
  return out;
}

}  // namespace sluice::emr
