#include "cli/command.h"

#include <fmt/format.h>

#include <cstdio>

namespace sluice::cli {

int report(const Command& command, const Error& error, int otherwise) {
  fmt::print(stderr, "sluice {}: {}\n", command.title(), base::to_text(error));
  switch (error.kind) {
    case ErrorKind::kInterrupted: return kInterruptedExit;
    case ErrorKind::kInvalidInput: return kBadInput;
    default: return otherwise;
  }
}

}  // namespace sluice::cli
