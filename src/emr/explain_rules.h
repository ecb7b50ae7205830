// From evidence to one cause. Pure: the rules are asked in the order of their list, the first that fits
// answers.
#pragma once

#include "emr/evidence.h"
#include "emr/explain.h"

namespace sluice::emr {

Explanation explain_evidence(const Evidence& evidence);

}  // namespace sluice::emr
