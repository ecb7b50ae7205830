#include "cli/command.h"

#include <fmt/format.h>

#include <cstdio>

namespace sluice::cli {
namespace {

CLI::Validator number_where(const char* what, bool (*fits)(double)) {
  CLI::Validator check;
  check.operation([what, fits](std::string& text) {
    double value = 0;
    const bool number = CLI::detail::lexical_cast(text, value);
    return number && fits(value) ? std::string() : fmt::format("\"{}\" is not {}", text, what);
  });
  return check;
}

}  // namespace

CLI::Validator positive_number() {
  return number_where("a number above 0", [](double value) { return value > 0 && value < 1e9; });
}
CLI::Validator number_from_zero() {
  return number_where("a number of 0 or more", [](double value) { return value >= 0 && value < 1e9; });
}

int report(const Command& command, const Error& error, int otherwise) {
  fmt::print(stderr, "sluice {}: {}\n", command.title(), base::to_text(error));
  switch (error.kind) {
    case ErrorKind::kInterrupted: return kInterruptedExit;
    case ErrorKind::kInvalidInput: return kBadInput;
    default: return otherwise;
  }
}

}  // namespace sluice::cli
