// Loads that are killed, and servers that are killed under them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "base/files.h"
#include "store/loader.h"
#include "support/child_process.h"
#include "support/private_mariadb.h"

namespace sluice::store {
namespace {

using schema::Type;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using support::ChildProcess;
using support::private_mariadb;

schema::Table versions(const std::string& name) {
  return {name,    "test", {{"n", Type::kInt, 0, false}, {"version", Type::kVarchar, 20, false}},
          {{"n"}}, {"n"},  {}};
}
const schema::Table kLeft = versions("v_left"), kRight = versions("v_right");

constexpr int kRows = 3000;

class LoaderKilled : public ::testing::Test {
 protected:
  void SetUp() override {
    SLUICE_NEEDS_MARIADB();
    private_mariadb().fresh_database("reports");
    folder_.emplace(base::TemporaryFolder::create("killed").value());
    dsn_ = private_mariadb().root_dsn("reports");
  }

  std::string rows_file(const std::string& version, int rows = kRows) {
    std::string path = folder_->path() + "/" + version + ".tsv", text;
    for (int n = 0; n < rows; ++n) text += fmt::format("{}\t{}\n", n, version);
    EXPECT_TRUE(base::write_file_atomically(path, text));
    return path;
  }
  // Both tables with rows that all say `version`.
  Status load(const std::string& version, int rows = kRows) {
    std::string path = rows_file(version, rows);
    SLUICE_TRY(Connection connection, open_store(dsn_));
    SLUICE_CHECK(load_tables(connection, {{&kLeft, path, false, false, "left " + version},
                                          {&kRight, path, false, false, "right " + version}}));
    return {};
  }

  static constexpr const char* kLook =
      "SELECT COUNT(*), MIN(version), MAX(version) FROM v_left UNION ALL SELECT COUNT(*), MIN(version), "
      "MAX(version) FROM v_right";
  // What is wrong with what a reader sees, or nothing; `version` takes what was seen.
  static std::string fault(Connection& reader, std::string* version = nullptr, int wanted_rows = kRows) {
    auto seen = reader.query(kLook);
    if (!seen) return base::to_text(seen.error());
    const TextRow &left = seen->rows.at(0), &right = seen->rows.at(1);
    if (version) *version = left[1].value_or("");
    if (left != right)
      return fmt::format("one table has {} rows {}..{}, the other {} rows {}..{}", *left[0], *left[1],
                         *left[2], *right[0], *right[1], *right[2]);
    if (left[0] != std::to_string(wanted_rows) || left[1] != left[2])
      return fmt::format("{} rows {}..{}", *left[0], *left[1], *left[2]);
    return {};
  }
  std::string leftovers() {
    Connection connection = private_mariadb().root("reports");
    auto rows = connection.query("SHOW TABLES").value().rows;
    std::string out;
    for (const TextRow& row : rows) out += *row[0] + " ";
    return out;
  }

  std::optional<base::TemporaryFolder> folder_;
  Dsn dsn_;
};

TEST_F(LoaderKilled, ReadersSeeWholeGroupsAndARerunWorks) {
  ASSERT_TRUE(load("v0"));
  const std::string stop = folder_->path() + "/stop";
  // Two readers that look all the time, in their own processes.
  auto look = [&]() -> int {
    Connection reader = Connection::open(dsn_).value();
    int looks = 0;
    while (!base::file_exists(stop)) {
      std::string wrong = fault(reader);
      if (!wrong.empty()) {
        fmt::print(stderr, "reader: {}\n", wrong);
        return 1;
      }
      ++looks;
    }
    return looks > 100 ? 0 : 2;
  };
  ChildProcess first(look), second(look);
  std::mt19937 random(7);
  int changed = 0;
  auto begin = steady_clock::now();
  ASSERT_TRUE(load("timed"));
  // How late a kill may come: follows the machine's speed, so that some loads come through and some do not.
  double span = std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count() * 2;
  for (int round = 0; round < 40 || (changed < 8 && round < 200); ++round) {
    std::string before, after;
    Connection reader = private_mariadb().root("reports");
    ASSERT_EQ(fault(reader, &before), "");
    {
      ChildProcess loader([&]() -> int {
        for (int i = 0;; ++i)
          if (Status done = load(fmt::format("v{}.{}", round, i)); !done) {
            fmt::print(stderr, "loader: {}\n", base::to_text(done.error()));
            return 1;
          }
      });
      std::this_thread::sleep_for(
          std::chrono::duration<double, std::milli>(span * static_cast<double>(random() % 1000) / 1000));
      ASSERT_EQ(loader.kill(), 128 + SIGKILL);
    }
    ASSERT_EQ(fault(reader, &after), "") << "round " << round;
    changed += before != after;
    span *= before != after ? 0.85 : 1.1;
    if (round % 4 != 0) continue;  // most rounds start on what the last kill left behind
    Status again = load("again");
    ASSERT_TRUE(again) << base::to_text(again.error());
    EXPECT_EQ(leftovers(), "table_updates v_left v_right ");
  }
  ASSERT_TRUE(base::write_file_atomically(stop, ""));
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
  EXPECT_GE(changed, 8);  // some loads did come through before the kill
  ASSERT_TRUE(load("last"));
  EXPECT_EQ(leftovers(), "table_updates v_left v_right ");
}

TEST_F(LoaderKilled, AServerKilledInMidLoadIsAClearErrorAndTheOldRowsStay) {
  ASSERT_TRUE(load("old", 3000));
  std::string path = rows_file("new", 2'000'000);
  auto& server = private_mariadb();
  Connection connection = open_store(dsn_).value();
  Connection watcher = server.root("reports");
  std::jthread killer([&] {
    // As soon as rows arrive in the side table.
    for (auto end = steady_clock::now() + std::chrono::seconds(30); steady_clock::now() < end;) {
      auto busy =
          watcher.query("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'LOAD DATA%'");
      if (busy && busy->rows[0][0] != "0") break;
      std::this_thread::sleep_for(milliseconds(2));
    }
    std::this_thread::sleep_for(milliseconds(300));
    server.crash();
  });
  auto loaded =
      load_tables(connection, {{&kLeft, path, false, false, "left"}, {&kRight, path, false, false, "right"}});
  killer.join();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::kUnavailable);
  std::string text = base::to_text(loaded.error());
  EXPECT_NE(text.find("while loading v_left"), std::string::npos) << text;
  Status started = server.start();
  ASSERT_TRUE(started) << base::to_text(started.error());
  Connection reader = server.root("reports");
  std::string version;
  EXPECT_EQ(fault(reader, &version), "");
  EXPECT_EQ(version, "old");
  ASSERT_TRUE(load("new", 3000));
  EXPECT_EQ(leftovers(), "table_updates v_left v_right ");
}

TEST_F(LoaderKilled, AServerKilledAtAnyMomentKeepsGroupsTogether) {
  ASSERT_TRUE(load("v0", 50));
  auto& server = private_mariadb();
  std::mt19937 random(11);
  int errors = 0;
  for (int round = 0; round < 25; ++round) {
    std::atomic<bool> dead = false;
    std::jthread killer([&, delay = random() % 150] {
      std::this_thread::sleep_for(milliseconds(delay));
      server.crash();
      dead = true;
    });
    Status done;
    for (int i = 0; done && !dead; ++i) done = load(fmt::format("v{}.{}", round, i), 50);
    killer.join();
    if (!done) {
      ++errors;
      EXPECT_EQ(done.error().kind, ErrorKind::kUnavailable) << base::to_text(done.error());
    }
    Status started = server.start();
    ASSERT_TRUE(started) << base::to_text(started.error());
    Connection reader = server.root("reports");
    ASSERT_EQ(fault(reader, nullptr, 50), "") << "round " << round;
    ASSERT_TRUE(load("again", 50));
  }
  EXPECT_GT(errors, 15);
  EXPECT_EQ(leftovers(), "table_updates v_left v_right ");
}

// What the swap rests on: a server killed in the middle of a RENAME of several tables did all of it or
// nothing.
TEST_F(LoaderKilled, TheServersRenameOfAGroupIsOneStep) {
  auto& server = private_mariadb();
  const std::string swap = "RENAME TABLE a TO a_old, a2 TO a, b TO b_old, b2 TO b, a_old TO a2, b_old TO b2";
  int64_t one_swap = 0;
  {
    Connection connection = server.root("reports");
    for (const char* sql : {"CREATE TABLE a (v INT) SELECT 1 AS v", "CREATE TABLE b (v INT) SELECT 1 AS v",
                            "CREATE TABLE a2 (v INT) SELECT 2 AS v", "CREATE TABLE b2 (v INT) SELECT 2 AS v"})
      ASSERT_TRUE(connection.execute(sql));
    auto begin = steady_clock::now();
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(connection.execute(swap));
    one_swap =
        std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begin).count() / 10;
  }
  std::mt19937 random(13);
  int swaps = 0, odd = 0;
  for (int round = 0; round < 25; ++round) {
    Connection connection = server.root("reports");
    std::jthread killer([&, delay = random() % static_cast<uint64_t>(4 * one_swap)] {
      std::this_thread::sleep_for(std::chrono::microseconds(delay));
      server.crash();
    });
    Result<uint64_t> done = 0;
    while ((done = connection.execute(swap))) ++swaps;
    killer.join();
    EXPECT_EQ(done.error().kind, ErrorKind::kUnavailable) << base::to_text(done.error());
    Status started = server.start();
    ASSERT_TRUE(started) << base::to_text(started.error());
    Connection reader = server.root("reports");
    auto seen =
        reader.query("SELECT (SELECT v FROM a), (SELECT v FROM b), (SELECT v FROM a2), (SELECT v FROM b2)");
    ASSERT_TRUE(seen) << "round " << round << ": " << base::to_text(seen.error()) << " " << leftovers();
    const TextRow& row = seen->rows[0];
    EXPECT_TRUE(row[0] == row[1] && row[2] == row[3] && row[0] != row[2])
        << *row[0] << *row[1] << *row[2] << *row[3];
    odd += row[0] == "2";
  }
  EXPECT_GT(swaps, 10);
  EXPECT_GT(odd, 0);
}

// Beside plain batched INSERTs of the same rows, for the record (and never slower).
TEST_F(LoaderKilled, SpeedBesideBatchedInserts) {
  const schema::Table table = {"course_enrollment_mode_daily",
                               "enrollment",
                               {{"date", Type::kDate, 0, false},
                                {"course_id", Type::kVarchar, 255, false},
                                {"mode", Type::kVarchar, 255, false},
                                {"count", Type::kInt, 0, true},
                                {"cumulative_count", Type::kInt, 0, true}},
                               {{"course_id"}, {"course_id", "date"}},
                               {"course_id", "date", "mode"},
                               {}};
  constexpr int kMany = 300'000;
  std::string text;
  std::vector<std::string> tuples;
  for (int n = 0; n < kMany; ++n) {
    std::string date = fmt::format("2024-{:02}-{:02}", 1 + n / 28 % 12, 1 + n % 28),
                course = fmt::format("course-v1:edX+Course{}+2024", n / 336);
    text += fmt::format("{}\t{}\taudit\t{}\t{}\n", date, course, n % 1000, n);
    tuples.push_back(fmt::format("('{}','{}','audit',{},{})", date, course, n % 1000, n));
  }
  std::string path = folder_->path() + "/mode.tsv";
  ASSERT_TRUE(base::write_file_atomically(path, text));
  Connection connection = open_store(dsn_).value();
  auto begin = steady_clock::now();
  auto loaded = load_tables(connection, {{&table, path, false, false, "speed"}});
  std::chrono::duration<double> load = steady_clock::now() - begin;
  ASSERT_TRUE(loaded) << base::to_text(loaded.error());
  EXPECT_EQ(loaded->at(0).rows, 300'000u);

  ASSERT_TRUE(connection.execute("CREATE TABLE inserted LIKE course_enrollment_mode_daily"));
  begin = steady_clock::now();
  ASSERT_TRUE(connection.execute("START TRANSACTION"));
  for (size_t from = 0; from < tuples.size(); from += 1000) {
    std::string sql = "INSERT INTO inserted (date, course_id, mode, count, cumulative_count) VALUES ";
    for (size_t n = from; n < from + 1000; ++n) sql += (n > from ? "," : "") + tuples[n];
    ASSERT_TRUE(connection.execute(sql));
  }
  ASSERT_TRUE(connection.execute("COMMIT"));
  std::chrono::duration<double> insert = steady_clock::now() - begin;
  fmt::print(
      "300,000 rows: load with swap and checks {:.2f} s ({:.0f} rows/s), INSERT by 1000 {:.2f} s ({:.0f} "
      "rows/s)\n",
      load.count(), kMany / load.count(), insert.count(), kMany / insert.count());
  EXPECT_LT(load.count(), insert.count() * 1.5);
  auto equal = connection.query(
      "SELECT COUNT(*) FROM inserted i JOIN course_enrollment_mode_daily l USING (id, date, course_id, mode, "
      "count, cumulative_count)");
  EXPECT_EQ(equal.value().rows[0][0], "300000");
}

}  // namespace
}  // namespace sluice::store
