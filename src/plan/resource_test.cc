#include "plan/resource.h"

#include <gtest/gtest.h>

namespace sluice::plan {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Time that passes only by sleeping: a wait of minutes tests in microseconds.
class TickedClock final : public base::Clock {
 public:
  base::Micros now() const override { return now_; }
  void sleep_for(milliseconds d) override { now_ += d; }

 private:
  base::Micros now_{};
};

struct Bench {
  TickedClock clock;
  std::vector<std::string> lines;
  Work work(seconds timeout) {
    return {clock, clock.now() + timeout, [this](const std::string& line) { lines.push_back(line); }, {}};
  }
};

TEST(WaitUntil, EndsAsSoonAsItIsSo) {
  Bench bench;
  Work work = bench.work(seconds(600));
  int asked = 0;
  EXPECT_TRUE(
      wait_until(work, "it is up", milliseconds(500), [&]() -> Result<bool> { return ++asked == 61; }));
  EXPECT_EQ(bench.clock.now().time_since_epoch(), seconds(30));
  EXPECT_EQ(bench.lines, (std::vector<std::string>{"still waiting until it is up (10 s)",
                                                   "still waiting until it is up (20 s)"}));
}

TEST(WaitUntil, ATimeoutNamesWhatWasWaitedFor) {
  Bench bench;
  Work work = bench.work(seconds(40 * 60));
  auto status =
      wait_until(work, "the instance is available", seconds(30), []() -> Result<bool> { return false; });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(status.error().message, "gave up waiting until the instance is available, after 2400 s");
}

TEST(WaitUntil, AnErrorEndsItAtOnce) {
  Bench bench;
  Work work = bench.work(seconds(60));
  auto status =
      wait_until(work, "it is up", seconds(1), []() -> Result<bool> { return fail(ErrorKind::kIo, "gone"); });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "gone");
  EXPECT_EQ(bench.clock.now().time_since_epoch(), seconds(0));
}

TEST(Compare, UnknownsAndWhatTheHaveDoesNotTellDoNotDiffer) {
  Want want{"w", "k", {{"a", 1}, {"b", Value(Value::Unknown{})}, {"c", "x"}, {"d", "only wanted"}}, {}};
  Have have{true, {{"a", 2}, {"b", "y"}, {"c", "x"}, {"e", "only there"}}, {}};
  auto differences = compare(want, have, [](const std::string&) { return Remedy::kUpdate; });
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_EQ(differences[0].property, "a");
}

}  // namespace
}  // namespace sluice::plan
