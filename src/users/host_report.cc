#include "users/host_report.h"

#include <optional>

#include "base/base64.h"
#include "base/text.h"

namespace sluice::users {
namespace {

std::optional<ItemStatus> status_of(std::string_view word) {
  if (word == "ok") return ItemStatus::kOk;
  if (word == "changed") return ItemStatus::kChanged;
  if (word == "failed") return ItemStatus::kFailed;
  return std::nullopt;
}

void read_line(const std::vector<std::string_view>& words, HostReport& report) {
  auto word = [&](size_t i) { return i < words.size() ? std::string(words[i]) : std::string(); };
  int task = static_cast<int>(base::parse_int(word(1)).value_or(0));
  if (words[0] == "result") {
    if (auto status = status_of(word(3)))
      report.results.push_back({task, word(2), *status, base::valid_utf8(word(4))});
  } else if (words[0] == "was") {
    report.files.push_back({task, word(2), word(3), base::base64_decode(word(4)).value_or(""),
                            base::base64_decode(word(5)).value_or("")});
  } else if (words[0] == "note") {
    report.notes.push_back(base::valid_utf8(word(1)));
  } else if (words[0] == "stop") {
    report.stop = base::valid_utf8(word(1));
  } else if (words[0] == "begin") {
    report.begun = true;
  } else if (words[0] == "end") {
    report.complete = true;
  }
}

}  // namespace

HostReport parse_host_report(std::string_view output) {
  HostReport report;
  for (std::string_view line : base::split(output, '\n'))
    if (!line.empty()) read_line(base::split(line, '\t'), report);
  return report;
}

}  // namespace sluice::users
