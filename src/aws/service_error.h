// What a refusal of AWS means: the code of a service as a kind of ours.
#pragma once

#include <string>

#include "aws/wire.h"

namespace sluice::aws {

ErrorKind kind_of(const ServiceError& error);
// "RunJobFlow of emr refused: ValidationException: …" with code and request id. Never holds what was sent.
Error to_error(const ServiceError& error, const std::string& service, const std::string& operation);

}  // namespace sluice::aws
