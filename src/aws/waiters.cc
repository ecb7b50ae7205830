#include "aws/waiters.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/expression.h"
#include "aws/model.h"
#include "base/pause.h"

namespace sluice::aws {
namespace {

bool matches(const ModelJson& acceptor, const Result<Json>& reply) {
  const std::string matcher = acceptor.at("matcher");
  const ModelJson& expected = acceptor.at("expected");
  if (matcher == "error")
    return expected.is_boolean() ? expected.get<bool>() != reply.has_value()
                                 : !reply && reply.error().code == expected.get<std::string>();
  if (matcher == "status") {
    // A reply is a status of the 200 class; a refusal without a body has its status as its code.
    if (reply) return expected >= 200 && expected < 300;
    return reply.error().code == expected.dump() ||
           (expected == 404 && reply.error().kind == ErrorKind::kNotFound);
  }
  if (!reply) return false;
  const Json found = search(acceptor.at("argument"), *reply);
  auto is_expected = [&](const Json& element) { return element == expected; };
  if (matcher == "path") return found == expected;
  if (!found.is_array() || found.empty()) return false;
  return matcher == "pathAll" ? std::ranges::all_of(found, is_expected)
                              : std::ranges::any_of(found, is_expected);
}

const ModelJson* first_match(const ModelJson& waiter, const Result<Json>& reply) {
  for (const ModelJson& acceptor : waiter.at("acceptors"))
    if (matches(acceptor, reply)) return &acceptor;
  return nullptr;
}

// "Cluster.Status.State is TERMINATED"
std::string ending(const ModelJson& acceptor) {
  const std::string of = acceptor.value("argument", acceptor.at("matcher").get<std::string>());
  const ModelJson& expected = acceptor.at("expected");
  return fmt::format("{} is {}", of, expected.is_string() ? expected.get<std::string>() : expected.dump());
}

}  // namespace

Result<Json> wait_for(Api& api, base::Clock& clock, const std::string& service, const std::string& waiter,
                      const Json& input, const WaitOptions& options) {
  SLUICE_TRY(const ServiceModel* model, service_model(service));
  const ModelJson& all = model->json().value("waiters", ModelJson::object());
  auto at = all.find(waiter);
  if (at == all.end())
    return fail(ErrorKind::kInternal, fmt::format("there is no waiter {} of {}", waiter, service));
  const auto delay = options.delay.value_or(std::chrono::seconds(at->at("delay").get<int>()));
  const int attempts = options.attempts.value_or(at->at("maxAttempts").get<int>());
  for (int attempt = 1; attempt <= attempts; ++attempt) {
    Result<Json> reply = api.call(service, at->at("operation"), input);
    const ModelJson* match = first_match(*at, reply);
    const std::string state = match ? match->at("state").get<std::string>() : "retry";
    if (state == "success") return reply ? std::move(reply) : Result<Json>(Json::object());
    if (state == "failure")
      return fail(ErrorKind::kConflict, fmt::format("waiting for {} of {} ended in a failure: {}", waiter,
                                                    service, reply ? ending(*match) : reply.error().message));
    if (!match && !reply) return reply;
    if (attempt < attempts) SLUICE_CHECK(base::pause(clock, delay));
  }
  return fail(ErrorKind::kTimeout, fmt::format("{} was not reached in {} tries", waiter, attempts));
}

}  // namespace sluice::aws
