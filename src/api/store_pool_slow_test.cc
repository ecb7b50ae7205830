// The store going away and coming back under the API.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "api/store_pool.h"
#include "support/private_mariadb.h"

namespace sluice::api {
namespace {

using Clock = std::chrono::steady_clock;

class StorePoolTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_NEEDS_MARIADB();
    support::private_mariadb().fresh_database("pool");
    store::Dsn dsn = support::private_mariadb().root_dsn("pool");
    dsn.timeout_seconds = 2;
    pool_ =
        StorePool::create(dsn, {.connections = 2, .waiting = 1, .patience = std::chrono::milliseconds(300)})
            .value();
  }
  std::unique_ptr<StorePool> pool_;
};

TEST_F(StorePoolTest, OutlivesARestartOfTheServer) {
  EXPECT_TRUE(pool_->query("SELECT 1", {}));
  EXPECT_TRUE(pool_->answers_within(std::chrono::seconds(2)));
  support::private_mariadb().crash();
  const auto down = pool_->query("SELECT 1", {});
  ASSERT_FALSE(down);
  EXPECT_EQ(down.error().kind, ErrorKind::kUnavailable);
  EXPECT_FALSE(pool_->answers_within(std::chrono::seconds(2)));
  ASSERT_TRUE(support::private_mariadb().start());
  EXPECT_TRUE(pool_->query("SELECT 1", {}));
  EXPECT_TRUE(pool_->answers_within(std::chrono::seconds(2)));
}

TEST_F(StorePoolTest, AConnectionClosedByTheServerIsReplaced) {
  ASSERT_TRUE(pool_->query("SELECT 1", {}));
  store::Connection root = support::private_mariadb().root();
  const auto sessions = root.query("SELECT ID FROM information_schema.PROCESSLIST WHERE DB = 'pool'");
  for (const auto& row : sessions->rows) (void)root.execute("KILL " + *row[0]);
  EXPECT_TRUE(pool_->query("SELECT 1", {}));
}

TEST_F(StorePoolTest, ABusyStoreKeepsFewWaitingAndTheProbeAwake) {
  std::atomic<int> done{0};
  std::vector<std::thread> slow;
  for (int i = 0; i < 2; ++i)
    slow.emplace_back([&] { done += pool_->query("SELECT SLEEP(1.5)", {}) ? 1 : 0; });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  std::thread waiter([&] {
    const auto waited = pool_->query("SELECT 1", {});
    EXPECT_EQ(waited.error().kind, ErrorKind::kTimeout);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto begin = Clock::now();
  EXPECT_EQ(pool_->query("SELECT 1", {}).error().kind, ErrorKind::kUnavailable);  // the queue is full
  EXPECT_TRUE(pool_->answers_within(std::chrono::seconds(1)));
  EXPECT_LT(Clock::now() - begin, std::chrono::milliseconds(300));
  waiter.join();
  for (std::thread& thread : slow) thread.join();
  EXPECT_EQ(done, 2);
  EXPECT_TRUE(pool_->query("SELECT 1", {}));
}

}  // namespace
}  // namespace sluice::api
