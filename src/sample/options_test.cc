#include "sample/options.h"

#include <gtest/gtest.h>

namespace sluice::sample {
namespace {

TEST(Options, ReadsSizes) {
  EXPECT_EQ(parse_size("10GB"), 10'000'000'000U);
  EXPECT_EQ(parse_size("500 MB"), 500'000'000U);
  EXPECT_EQ(parse_size("1.5g"), 1'500'000'000U);
  EXPECT_EQ(parse_size("2GiB"), 2'147'483'648U);
  EXPECT_EQ(parse_size("1000"), 1000U);
  for (const char* bad : {"", "GB", "ten", "-5MB", "5 parsecs", "1e99", "99999999TB", "5MB!"}) {
    const auto size = parse_size(bad);
    ASSERT_FALSE(size) << bad;
    EXPECT_EQ(size.error().kind, ErrorKind::kInvalidInput);
  }
}

SamplePlan plan_for(SampleOptions options) {
  auto plan = make_plan(options);
  EXPECT_TRUE(plan) << (plan ? "" : base::to_text(plan.error()));
  return plan.value_or(SamplePlan());
}

TEST(Options, FillsInWhatIsMissing) {
  SampleOptions options;
  EXPECT_EQ(plan_for(options).learners, 400U);
  EXPECT_EQ(plan_for(options).courses, 5U);
  EXPECT_EQ(plan_for(options).hosts, 3);
  EXPECT_EQ(base::format_interval(plan_for(options).days), "2024-02-05..2024-03-04");

  options.raw_bytes = 10'000'000'000;
  const SamplePlan big = plan_for(options);
  EXPECT_GT(big.learners, 200'000U);
  EXPECT_GT(big.courses, 50U);
  EXPECT_GT(big.hosts, 10);
  EXPECT_NEAR(static_cast<double>(big.expected_raw_bytes()), 1e10, 1e6);

  options.learners = 100;
  options.courses = 3;
  EXPECT_EQ(plan_for(options).learners, 100U);
  EXPECT_EQ(plan_for(options).courses, 3U);
  EXPECT_EQ(plan_for(options).events, big.events);
}

TEST(Options, RefusesWhatCannotBe) {
  const auto refused = [](auto change) {
    SampleOptions options;
    change(options);
    const auto plan = make_plan(options);
    return !plan && plan.error().kind == ErrorKind::kInvalidInput;
  };
  EXPECT_TRUE(refused([](SampleOptions& o) { o.days = 0; }));
  EXPECT_TRUE(refused([](SampleOptions& o) { o.days = -3; }));
  EXPECT_TRUE(refused([](SampleOptions& o) { o.days = 100'000; }));
  EXPECT_TRUE(refused([](SampleOptions& o) { o.hosts = 0; }));
  EXPECT_TRUE(refused([](SampleOptions& o) { o.courses = 0; }));
  EXPECT_TRUE(refused([](SampleOptions& o) { o.learners = 0; }));
  EXPECT_TRUE(refused([](SampleOptions& o) { o.start = base::Day(std::chrono::year(1960) / 1 / 1); }));
  EXPECT_TRUE(refused([](SampleOptions& o) {
    o.raw_bytes = 1000;
    o.events_per_day = 10;
  }));
  EXPECT_FALSE(refused([](SampleOptions& o) { o.days = 1; }));
}

}  // namespace
}  // namespace sluice::sample
