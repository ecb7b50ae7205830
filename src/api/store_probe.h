// Asks a store whether it is alive, in a thread of its own, so that a server that hangs keeps nobody waiting.
#pragma once

#include <chrono>
#include <memory>

#include "base/secret.h"
#include "store/connection.h"

namespace sluice::api {

class StoreProbe {
 public:
  StoreProbe(const store::Dsn& dsn, const Secret& password);
  StoreProbe(const StoreProbe&) = delete;
  StoreProbe& operator=(const StoreProbe&) = delete;
  // A probe that still waits for a hanging server is left behind; it owns all that it uses.
  ~StoreProbe();

  // Starts a probe, or joins a waiting one, and tells whether it succeeded in time. Any thread.
  bool answers_within(std::chrono::milliseconds patience);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sluice::api
