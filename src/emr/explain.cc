#include "emr/explain.h"

#include <fmt/format.h>

#include "emr/evidence.h"
#include "emr/explain_rules.h"

namespace sluice::emr {

Result<Explanation> explain(aws::Api& api, const std::string& id, const std::string& step) {
  SLUICE_TRY(const Evidence evidence, gather(api, id, step));
  return explain_evidence(evidence);
}

std::string to_text(const Explanation& explanation) {
  std::string out = fmt::format("{} ({})\n", explanation.cause, explanation.code);
  for (const std::string& line : explanation.evidence) out += "  | " + line + "\n";
  if (!explanation.log.empty()) out += "  from " + explanation.log + "\n";
  if (!explanation.fix.empty()) out += "  fix: " + explanation.fix + "\n";
  return out;
}

aws::Json to_json(const Explanation& explanation) {
  return {{"failed", explanation.failed}, {"code", explanation.code},         {"cause", explanation.cause},
          {"log", explanation.log},       {"evidence", explanation.evidence}, {"fix", explanation.fix}};
}

}  // namespace sluice::emr
