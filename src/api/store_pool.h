// The store behind a few kept connections. A connection that broke is opened anew once per statement, which
// is safe because statements only read.
//
// When the server hangs, at most `connections` requests wait for it (until its read timeout) and `waiting`
// more for a free connection (up to two seconds); all others get kUnavailable at once, so that the rest of
// the API stays awake.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "api/store_probe.h"
#include "api/store_reader.h"
#include "store/connection.h"

namespace sluice::api {

class StorePool final : public StoreReader {
 public:
  struct Limits {
    int connections = 8;
    int waiting = 12;
    std::chrono::milliseconds patience{2000};
  };
  // Connects on first use. The password is looked up here, once.
  static Result<std::unique_ptr<StorePool>> create(const store::Dsn& dsn, const Limits& limits);
  static Result<std::unique_ptr<StorePool>> create(const store::Dsn& dsn) { return create(dsn, Limits{}); }

  Result<store::RowSet> query(const std::string& sql, const SqlParameters& parameters) override;
  bool answers_within(std::chrono::milliseconds patience) override;

 private:
  StorePool(store::Dsn dsn, Secret password, const Limits& limits);
  Status take_place();
  void give_back(std::optional<store::Connection> connection);

  const store::Dsn dsn_;
  const Secret password_;
  const Limits limits_;
  StoreProbe probe_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<store::Connection> idle_;
  int busy_ = 0;
  int waiting_ = 0;
};

}  // namespace sluice::api
