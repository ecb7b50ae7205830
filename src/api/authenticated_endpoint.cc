// /authenticated/: is the token good? (spec data-api.md section 6)
#include "api/endpoint.h"

namespace sluice::api {
namespace {

Outcome answer(const Question&, Sources&) {
  return Answer{Json::object()};
}

}  // namespace

Endpoint authenticated_endpoint() {
  return {.path = "authenticated/", .place = Place::kRootAndData, .answer = answer};
}

}  // namespace sluice::api
