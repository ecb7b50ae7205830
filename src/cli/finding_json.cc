#include "cli/finding_json.h"

namespace sluice::cli {

aws::Json finding_json(const Diagnostics& findings) {
  aws::Json out = aws::Json::array();
  for (const base::Diagnostic& one : findings.all()) {
    const char* severity = one.severity == base::Severity::kError     ? "error"
                           : one.severity == base::Severity::kWarning ? "warning"
                                                                      : "note";
    out.push_back({{"severity", severity},
                   {"code", one.code},
                   {"path", one.path},
                   {"message", one.message},
                   {"hint", one.hint},
                   {"file", one.mark.file},
                   {"line", one.mark.line},
                   {"column", one.mark.column}});
  }
  return out;
}

}  // namespace sluice::cli
