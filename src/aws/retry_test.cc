#include "aws/retry.h"

#include <gtest/gtest.h>

namespace sluice::aws {
namespace {

bool repeats(const std::string& service, const std::string& operation) {
  return may_repeat(**service_model(service), operation);
}
Trouble trouble(const std::string& code, int status) {
  ServiceError error;
  error.code = code;
  error.status = status;
  return trouble_of(error);
}

TEST(Retry, WhatStartsSomethingIsNotSentTwice) {
  for (const char* once : {"RunJobFlow", "AddJobFlowSteps", "AddInstanceGroups"})
    EXPECT_FALSE(repeats("emr", once)) << once;
  for (const char* often : {"DescribeCluster", "ListSteps", "TerminateJobFlows", "SetTerminationProtection",
                            "AddTags", "RemoveTags", "ModifyInstanceGroups"})
    EXPECT_TRUE(repeats("emr", often)) << often;
  EXPECT_FALSE(repeats("iam", "CreateRole"));
  EXPECT_FALSE(repeats("ec2", "CreateSecurityGroup"));
  EXPECT_TRUE(repeats("s3", "PutObject"));
  EXPECT_TRUE(repeats("s3", "CreateBucket"));
  EXPECT_FALSE(repeats("s3", "CreateMultipartUpload"));
}

TEST(Retry, RepliesAreToldApart) {
  EXPECT_EQ(trouble("ThrottlingException", 400), Trouble::kThrottled);
  EXPECT_EQ(trouble("RequestLimitExceeded", 503), Trouble::kThrottled);
  EXPECT_EQ(trouble("SlowDown", 503), Trouble::kThrottled);
  EXPECT_EQ(trouble("", 429), Trouble::kThrottled);
  EXPECT_EQ(trouble("InternalFailure", 500), Trouble::kBroken);
  EXPECT_EQ(trouble("InternalServerException", 400), Trouble::kBroken);
  EXPECT_EQ(trouble("", 502), Trouble::kBroken);
  EXPECT_EQ(trouble("ExpiredToken", 400), Trouble::kExpired);
  EXPECT_EQ(trouble("RequestTimeTooSkewed", 403), Trouble::kSkewed);
  EXPECT_EQ(trouble("AccessDenied", 403), Trouble::kNone);
  EXPECT_EQ(trouble("ValidationException", 400), Trouble::kNone);
  EXPECT_EQ(trouble("NotImplemented", 501), Trouble::kNone);
}

TEST(Retry, LossIsToldFromNeverSent) {
  using Delivery = net::SendFailure::Delivery;
  net::SendFailure failure{Error{}, Delivery::kNotSent};
  failure.error.kind = ErrorKind::kUnavailable;
  EXPECT_EQ(trouble_of(failure), Trouble::kNetwork);
  failure.delivery = Delivery::kUnclear;
  EXPECT_EQ(trouble_of(failure), Trouble::kLost);
  for (ErrorKind final : {ErrorKind::kInterrupted, ErrorKind::kPermission, ErrorKind::kInvalidInput}) {
    failure.error.kind = final;
    EXPECT_EQ(trouble_of(failure), Trouble::kNone) << "a certificate, a setting, Ctrl-C";
  }
}

TEST(Retry, WaitsGrowToTheCapAndHeedTheService) {
  using std::chrono::milliseconds;
  const RetryOptions options;
  milliseconds longest{0};
  for (int i = 0; i < 300; ++i) {
    EXPECT_LE(backoff(1, options, std::nullopt), milliseconds(1000));
    EXPECT_LE(backoff(40, options, std::nullopt), milliseconds(20'000));
    longest = std::max(longest, backoff(40, options, std::nullopt));
  }
  EXPECT_GT(longest, milliseconds(10'000));
  EXPECT_GE(backoff(1, options, std::chrono::seconds(3)), milliseconds(3000));
  EXPECT_LE(backoff(1, options, std::chrono::seconds(3600)), milliseconds(20'000));
}

TEST(Retry, BudgetEndsAndComesBack) {
  RetryBudget budget;
  int taken = 0;
  while (taken < 1000 && budget.take(Trouble::kThrottled)) ++taken;
  EXPECT_EQ(taken, 100);
  budget.give_back();
  EXPECT_TRUE(budget.take(Trouble::kThrottled));
  EXPECT_FALSE(budget.take(Trouble::kThrottled));
}

TEST(Retry, ServicesSayInThreeWaysHowLongToWait) {
  using std::chrono::milliseconds;
  const base::Micros now(std::chrono::sys_days(std::chrono::year(2026) / 11 / 26));
  auto asked = [&](const char* name, const char* value) {
    return asked_pause({503, {{name, value}}, ""}, now).value_or(milliseconds(-1)).count();
  };
  EXPECT_EQ(asked("x-amz-retry-after", "1500"), 1500);
  EXPECT_EQ(asked("Retry-After", "3"), 3000);
  EXPECT_EQ(asked("retry-after", "Thu, 26 Nov 2026 00:00:07 GMT"), 7000);
  for (const char* bad :
       {"-1", "soon", "99999999999999999999", "99999999999", "Thu, 26 Nov 2020 00:00:07 GMT", ""})
    EXPECT_EQ(asked("Retry-After", bad), -1) << bad;
}

}  // namespace
}  // namespace sluice::aws
