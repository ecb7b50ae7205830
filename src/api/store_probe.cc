#include "api/store_probe.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

namespace sluice::api {

struct StoreProbe::State {
  State(store::Dsn to, Secret with) : dsn(std::move(to)), password(std::move(with)) {}

  const store::Dsn dsn;
  const Secret password;
  std::mutex mutex;
  std::condition_variable changed;
  uint64_t asked = 0;     // probes wanted so far
  uint64_t answered = 0;  // the newest wanted probe that has ended
  bool alive = false;     // its outcome
  bool stopping = false;

  static void run(std::shared_ptr<State> state) {
    std::optional<store::Connection> connection;
    std::unique_lock lock(state->mutex);
    for (;;) {
      state->changed.wait(lock, [&] { return state->stopping || state->asked > state->answered; });
      if (state->stopping) return;
      const uint64_t mine = state->asked;
      lock.unlock();
      const bool alive = probe(*state, connection);
      lock.lock();
      state->answered = mine;
      state->alive = alive;
      state->changed.notify_all();
    }
  }

  static bool probe(const State& state, std::optional<store::Connection>& connection) {
    if (connection && connection->query("SELECT 1")) return true;
    connection.reset();
    Result<store::Connection> fresh = store::Connection::open(state.dsn, state.password);
    if (!fresh || !fresh->query("SELECT 1")) return false;
    connection = std::move(*fresh);
    return true;
  }
};

StoreProbe::StoreProbe(const store::Dsn& dsn, const Secret& password)
    : state_(std::make_shared<State>(dsn, password)) {
  std::thread(&State::run, state_).detach();
}

StoreProbe::~StoreProbe() {
  std::lock_guard lock(state_->mutex);
  state_->stopping = true;
  state_->changed.notify_all();
}

bool StoreProbe::answers_within(std::chrono::milliseconds patience) {
  std::unique_lock lock(state_->mutex);
  const uint64_t mine = ++state_->asked;
  state_->changed.notify_all();
  const bool ended = state_->changed.wait_for(lock, patience, [&] { return state_->answered >= mine; });
  return ended && state_->alive;
}

}  // namespace sluice::api
