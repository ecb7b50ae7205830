// /health/: can tokens be checked and rows be read? Answers within two seconds even if the store hangs (spec
// data-api.md section 6).
#include "api/endpoint.h"

namespace sluice::api {
namespace {

constexpr std::chrono::milliseconds kPatience{1500};

const char* word(bool well) {
  return well ? "OK" : "UNAVAILABLE";
}

Outcome answer(const Question&, Sources& sources) {
  const bool accounts = sources.open || sources.tokens.readable();
  const bool store = sources.store.answers_within(kPatience);
  Answer answer;
  answer.value = {
      {"overall_status", word(accounts && store)},
      {"detailed_status", {{"default_db_status", word(accounts)}, {"analytics_db_status", word(store)}}}};
  answer.status = accounts && store ? 200 : 503;
  return answer;
}

}  // namespace

Endpoint health_endpoint() {
  return {.path = "health/", .place = Place::kRootAndData, .answer = answer, .needs_token = false};
}

}  // namespace sluice::api
