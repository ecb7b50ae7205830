#include "base/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace sluice::base {

void Diagnostics::sort_by_place() {
  std::ranges::stable_sort(
      all_, {}, [](const Diagnostic& d) { return std::tuple(d.mark.file, d.mark.line, d.mark.column); });
}

std::string Diagnostics::to_text() const {
  std::string out;
  for (const Diagnostic& d : all_) {
    const char* word = d.severity == Severity::kError     ? "error"
                       : d.severity == Severity::kWarning ? "warning"
                                                          : "note";
    if (!d.mark.file.empty()) {
      out += d.mark.file;
      if (d.mark.line > 0) out += fmt::format(":{}:{}", d.mark.line, d.mark.column);
      out += ": ";
    }
    out += fmt::format("{}{}{}: {}{}{}\n", word, d.code.empty() ? "" : " ", d.code, d.path,
                       d.path.empty() ? "" : ": ", d.message);
    if (!d.hint.empty()) out += fmt::format("  {}\n", d.hint);
  }
  return out;
}

}  // namespace sluice::base
