#include "api/failure.h"

namespace sluice::api {

Failure::Failure(const Error& error) {
  const bool away = error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kTimeout;
  status = away ? 503 : 500;
  body = {{"status", status}};
  note = base::to_text(error);
}

Failure detail(int status, const std::string& text) {
  return {status, {{"detail", text}}};
}

Failure domain_failure(int status, const std::string& code, const std::string& message) {
  return {status, {{"error_code", code}, {"developer_message", message}}};
}

Failure bare(int status) {
  return {status, {{"status", status}}};
}
Failure not_found() {
  return detail(404, "Not found.");
}

Failure illegal_value(const std::string& message) {
  return domain_failure(400, "illegal_parameter_values", message);
}

}  // namespace sluice::api
