#include "base/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>

namespace sluice::base {
namespace {

std::atomic<bool> g_interrupted{false};

void on_signal(int) {
  if (g_interrupted.exchange(true)) _exit(130);
}

}  // namespace

void catch_interrupts() {
  struct sigaction action{};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction ignore{};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

bool interrupted() {
  return g_interrupted.load(std::memory_order_relaxed);
}

Status check_interrupted() {
  if (interrupted()) return fail(ErrorKind::kInterrupted, "interrupted");
  return {};
}

}  // namespace sluice::base
