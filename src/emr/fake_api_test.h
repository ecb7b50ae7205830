// An Api for unit tests: each operation is a function of its input; every call is kept.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "aws/api.h"
#include "base/time.h"

namespace sluice::emr {

class FakeApi final : public aws::Api {
 public:
  using Answer = std::function<Result<aws::Json>(const aws::Json& input)>;
  std::map<std::string, Answer> answers;
  std::vector<std::string> calls;

  Result<aws::Json> call(const std::string&, const std::string& operation, const aws::Json& input,
                         const aws::CallOptions&) override {
    calls.push_back(operation);
    auto at = answers.find(operation);
    if (at == answers.end()) return fail(ErrorKind::kUnavailable, operation + " is not answered here");
    return at->second(input);
  }
  const std::string& region() const override { return region_; }
  int count(const std::string& operation) const {
    return static_cast<int>(std::ranges::count(calls, operation));
  }

 private:
  std::string region_ = "us-east-1";
};

// Time that passes only by sleeping.
class FakeClock final : public base::Clock {
 public:
  base::Micros now() const override { return now_; }
  void sleep_for(std::chrono::milliseconds d) override { now_ += d; }

 private:
  base::Micros now_{std::chrono::seconds(1'800'000'000)};
};

inline Error refused(const std::string& code, const std::string& message) {
  Error error(ErrorKind::kInvalidInput, message);
  error.code = code;
  return error;
}

}  // namespace sluice::emr
