#include "event/log_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"

namespace sluice::event {
namespace {

constexpr int64_t kLastSecond = 253402300799;  // 9999-12-31T23:59:59Z

Result<std::string> local_path(const std::string& source) {
  if (source.starts_with("file://")) return source.substr(7);
  if (size_t colon = source.find("://"); colon != source.npos)
    return fail(ErrorKind::kInvalidInput,
                fmt::format("cannot read logs from '{}': only local paths and file:// yet", source),
                "copy the logs to a local folder first");
  return source;
}

}  // namespace

Result<LogSelection> LogSelection::create(const std::vector<std::string>& patterns,
                                          std::string date_pattern) {
  std::vector<Pattern> compiled;
  for (const std::string& text : patterns) {
    SLUICE_TRY(Pattern pattern, Pattern::compile(text));
    compiled.push_back(std::move(pattern));
  }
  return LogSelection(std::move(compiled), std::move(date_pattern));
}

std::optional<LogFile> LogSelection::classify(const std::string& path, uint64_t size,
                                              Diagnostics& findings) const {
  for (const Pattern& pattern : patterns_) {
    auto match = pattern.match_at_start(path);
    if (!match) continue;
    auto left_out = [&](std::string_view text) -> std::optional<LogFile> {
      findings.warning(fmt::format("'{}' in the file's name is no date; the file is left out", text),
                       {path, 0, 0});
      return std::nullopt;
    };
    if (auto text = match->group("date")) {
      auto day = base::parse_day_as(*text, date_pattern_);
      if (!day) return left_out(*text);
      return LogFile{path, size, day};
    }
    if (auto text = match->group("timestamp")) {
      auto seconds = base::parse_int(*text);
      if (!seconds || *seconds < 0 || *seconds > kLastSecond) return left_out(*text);
      auto instant = std::chrono::sys_seconds(std::chrono::seconds(*seconds));
      return LogFile{path, size, std::chrono::floor<std::chrono::days>(instant)};
    }
    return LogFile{path, size, std::nullopt};
  }
  return std::nullopt;
}

Result<std::vector<LogFile>> LogSelection::list(const std::vector<std::string>& sources,
                                                Diagnostics& findings) const {
  std::vector<LogFile> out;
  for (const std::string& source : sources) {
    SLUICE_TRY(std::string root, local_path(source));
    root = base::absolute_path(root);  // patterns speak of the full path
    auto files = base::list_files(root);
    if (!files && files.error().kind == ErrorKind::kNotFound) {
      findings.warning(fmt::format("the log source {} does not exist", source));
      continue;
    }
    if (!files) return std::unexpected(std::move(files).error());
    for (const base::FoundFile& file : *files)
      if (auto chosen = classify(file.path, file.size, findings)) out.push_back(std::move(*chosen));
  }
  std::sort(out.begin(), out.end(), [](const LogFile& a, const LogFile& b) { return a.path < b.path; });
  auto same = [](const LogFile& a, const LogFile& b) { return a.path == b.path; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

}  // namespace sluice::event
