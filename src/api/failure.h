// Answers that are errors: three shapes of body (spec data-api.md section 1.6).
//
//   A {"detail": text}      B {"error_code": code, "developer_message": text}      C {"status": N}
#pragma once

#include <string>
#include <vector>

#include "api/json.h"
#include "base/result.h"
#include "net/http_message.h"

namespace sluice::api {

struct Failure {
  int status = 500;
  Json body;
  std::vector<net::HttpHeader> headers;
  std::string note;  // for the log only, never sent

  Failure() = default;
  Failure(int number, Json content) : status(number), body(std::move(content)) {}
  // An error of the store: 503 if it cannot be reached or is too slow, else 500; the reason goes to the log.
  Failure(const Error& error);  // NOLINT: implicit, so that SLUICE_TRY works in endpoints
};

Failure detail(int status, const std::string& text);                                      // shape A
Failure domain_failure(int status, const std::string& code, const std::string& message);  // shape B
Failure bare(int status);                                                                 // shape C
Failure not_found();                                // known route, no rows
Failure illegal_value(const std::string& message);  // 400, a parameter that cannot be read

}  // namespace sluice::api
