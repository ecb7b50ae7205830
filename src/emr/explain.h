// Why a cluster or a step failed: one cause, the log line that shows it, and the fix.
#pragma once

#include <string>
#include <vector>

#include "aws/api.h"

namespace sluice::emr {

struct Explanation {
  bool failed = false;  // nothing is wrong with it otherwise; `cause` then says how it is
  std::string code;     // a stable word: "bootstrap-exit-code", "step-script-missing", "spot-bid-too-low", …
  std::string cause;    // one sentence
  std::string log;      // s3:// address of the log, or the API reply, that shows it; may be empty
  std::vector<std::string> evidence;  // its lines that show it
  std::string fix;                    // what to do, with the command
};
// `id`: j-…; `step`: s-… to ask about one step, else empty. Reads only.
Result<Explanation> explain(aws::Api& api, const std::string& id, const std::string& step = {});
std::string to_text(const Explanation& explanation);
aws::Json to_json(const Explanation& explanation);

}  // namespace sluice::emr
