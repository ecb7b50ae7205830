// /status/: the process runs; no database is asked (spec data-api.md section 6).
#include "api/endpoint.h"

namespace sluice::api {
namespace {

Outcome answer(const Question&, Sources&) {
  return Answer{Json::object()};
}

}  // namespace

Endpoint status_endpoint() {
  return {.path = "status/", .place = Place::kRootAndData, .answer = answer, .needs_token = false};
}

}  // namespace sluice::api
