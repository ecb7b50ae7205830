// Findings for machines.
#pragma once

#include "aws/api.h"
#include "base/diagnostics.h"

namespace sluice::cli {

// [{severity, code, path, message, hint, file, line, column}, …]
aws::Json finding_json(const Diagnostics& findings);

}  // namespace sluice::cli
