#include "api/endpoints.h"

// One line for each; NAME_endpoint() is in NAME_endpoint.cc.
#define SLUICE_ENDPOINTS(ENDPOINT) \
  ENDPOINT(enrollment)             \
  ENDPOINT(enrollment_mode)        \
  ENDPOINT(enrollment_birth_year)  \
  ENDPOINT(enrollment_education)   \
  ENDPOINT(enrollment_gender)      \
  ENDPOINT(enrollment_location)    \
  ENDPOINT(activity)               \
  ENDPOINT(recent_activity)        \
  ENDPOINT(course_summaries)       \
  ENDPOINT(programs)               \
  ENDPOINT(status)                 \
  ENDPOINT(authenticated)          \
  ENDPOINT(health)                 \
  ENDPOINT(courses)                \
  ENDPOINT(meta)                   \
  ENDPOINT(home)

namespace sluice::api {

#define SLUICE_DECLARE(NAME) Endpoint NAME##_endpoint();
SLUICE_ENDPOINTS(SLUICE_DECLARE)
#undef SLUICE_DECLARE

const std::vector<Endpoint>& all_endpoints() {
#define SLUICE_MAKE(NAME) NAME##_endpoint(),
  static const std::vector<Endpoint> all = {SLUICE_ENDPOINTS(SLUICE_MAKE)};
#undef SLUICE_MAKE
  return all;
}

const Endpoint* find_endpoint(Place place, std::string_view path) {
  for (const Endpoint& endpoint : all_endpoints())
    if (endpoint.place == place && endpoint.path == path) return &endpoint;
  return nullptr;
}

}  // namespace sluice::api
