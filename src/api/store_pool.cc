#include "api/store_pool.h"

#include <fmt/format.h>

namespace sluice::api {

Result<std::unique_ptr<StorePool>> StorePool::create(const store::Dsn& dsn, const Limits& limits) {
  Secret password;
  if (!dsn.password.empty()) {
    SLUICE_TRY(password, base::resolve_secret(dsn.password));
  }
  return std::unique_ptr<StorePool>(new StorePool(dsn, std::move(password), limits));
}

StorePool::StorePool(store::Dsn dsn, Secret password, const Limits& limits)
    : dsn_(std::move(dsn)), password_(std::move(password)), limits_(limits), probe_(dsn_, password_) {}

Status StorePool::take_place() {
  std::unique_lock lock(mutex_);
  if (busy_ < limits_.connections) {
    ++busy_;
    return {};
  }
  if (waiting_ >= limits_.waiting)
    return fail(ErrorKind::kUnavailable,
                "every connection to the store is busy, and so is the queue for them");
  ++waiting_;
  const bool free = freed_.wait_for(lock, limits_.patience, [this] { return busy_ < limits_.connections; });
  --waiting_;
  if (!free)
    return fail(ErrorKind::kTimeout,
                fmt::format("no connection to the store became free in {} ms", limits_.patience.count()));
  ++busy_;
  return {};
}

void StorePool::give_back(std::optional<store::Connection> connection) {
  {
    std::lock_guard lock(mutex_);
    --busy_;
    if (connection) idle_.push_back(std::move(*connection));
  }
  freed_.notify_one();
}

Result<store::RowSet> StorePool::query(const std::string& sql, const SqlParameters& parameters) {
  SLUICE_CHECK(take_place());
  std::optional<store::Connection> connection;
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (connection) {
    Result<store::RowSet> rows = connection->query(sql, parameters);
    if (rows || rows.error().kind != ErrorKind::kUnavailable) {
      // After a timeout the reply may still be under way on this connection.
      if (!rows && rows.error().kind == ErrorKind::kTimeout) connection.reset();
      give_back(std::move(connection));
      return rows;
    }
    connection.reset();  // it broke while idle: once more, on a new one
    std::lock_guard lock(mutex_);
    idle_.clear();  // its neighbours most likely broke with it
  }
  Result<store::Connection> fresh = store::Connection::open(dsn_, password_);
  if (!fresh) {
    give_back({});
    return fail(std::move(fresh).error());
  }
  Result<store::RowSet> rows = fresh->query(sql, parameters);
  const bool broken =
      !rows && (rows.error().kind == ErrorKind::kUnavailable || rows.error().kind == ErrorKind::kTimeout);
  give_back(broken ? std::nullopt : std::optional<store::Connection>(std::move(*fresh)));
  return rows;
}

bool StorePool::answers_within(std::chrono::milliseconds patience) {
  return probe_.answers_within(patience);
}

}  // namespace sluice::api
