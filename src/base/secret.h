// Secrets by reference: `env:NAME` or `file:PATH` in arguments and files, the value only in memory.
#pragma once

#include <string>

#include "base/result.h"

namespace sluice::base {

// A value that never prints: formatting code has no access but through reveal().
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

// Look a reference up. `file:` takes the file's text without its final newline and refuses a file that the
// group or others may read; `secretsmanager:` and `ssm:` are named as not available here. Errors never show
// the value.
Result<Secret> resolve_secret(const std::string& reference);

}  // namespace sluice::base

namespace sluice {
using base::Secret;
}
