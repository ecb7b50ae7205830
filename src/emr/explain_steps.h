// Why a step failed. Pure.
#pragma once

#include <optional>

#include "emr/evidence.h"
#include "emr/explain.h"

namespace sluice::emr {

// Nothing if the evidence holds no step that failed.
std::optional<Explanation> explain_step(const Evidence& evidence);
// The first s3:// or file address after one of the phrases by which Hadoop and the AWS CLI say that it is not
// there; empty if no line says so. `line` gets the line.
std::string missing_object(const Evidence& evidence, const std::string& reason, std::string& line,
                           std::string& uri_of_log);

}  // namespace sluice::emr
