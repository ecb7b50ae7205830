#include "emr/explain_steps.h"

#include <gtest/gtest.h>

namespace sluice::emr {
namespace {

using aws::Json;

Json step(const char* id, const char* name, const char* state) {
  return {{"Id", id},
          {"Name", name},
          {"Config", {{"Jar", "s3://b/app.jar"}, {"Args", {"s3://b/first", "hdfs:///in"}}}},
          {"Status", {{"State", state}}}};
}

Evidence with_step(const char* state, const std::string& log = {}) {
  Evidence evidence;
  evidence.view.id = "j-1";
  evidence.view.state = "WAITING";
  evidence.view.cluster = Json::object();
  evidence.step = step("s-1", "count", state);
  evidence.steps = {evidence.step};
  if (!log.empty()) evidence.logs = {{"s3://logs/stderr.gz", log}};
  return evidence;
}

struct Case {
  const char *line, *code, *fix;
};
class Lines : public testing::TestWithParam<Case> {};

TEST_P(Lines, OfALogAreExplained) {
  const auto said =
      explain_step(with_step("FAILED", std::string("a line before\n") + GetParam().line + "\nexit code 1\n"));
  ASSERT_TRUE(said);
  EXPECT_TRUE(said->failed);
  EXPECT_EQ(said->code, GetParam().code);
  EXPECT_EQ(said->evidence, std::vector<std::string>{GetParam().line});
  EXPECT_EQ(said->log, "s3://logs/stderr.gz");
  EXPECT_NE(said->cause.find("step 'count' (s-1)"), std::string::npos);
  EXPECT_NE(said->fix.find(GetParam().fix), std::string::npos) << said->fix;
}

INSTANTIATE_TEST_SUITE_P(
    Explain, Lines,
    testing::Values(
        Case{"File does not exist: s3://b/app.jar", "step-script-missing", "aws s3 cp FILE s3://b/app.jar"},
        Case{"NoSuchKey s3://b/first.", "step-script-missing", "s3://b/first"},
        Case{"InvalidInputException: Input path does not exist: hdfs://m:8020/in", "step-input-missing",
             "earlier step"},
        Case{"java.lang.OutOfMemoryError: Java heap space", "step-out-of-memory", "mapreduce.map.memory.mb"},
        Case{"Container is running beyond physical memory limits", "step-out-of-memory", "advise"},
        Case{"AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403)", "step-access-denied",
             "role"},
        Case{"SQLException: Access denied for user 'p'@'10.0.0.5' (using password: YES)", "step-database",
             "password"},
        Case{"Communications link failure", "step-database", "address"},
        Case{"java.lang.ClassNotFoundException: org.Missing", "step-class-missing", "main_class"},
        Case{"write: No space left on device", "step-disk-full", "volume_size"}));

TEST(ExplainStep, AnyOtherExitCodeWithTheEndOfItsLog) {
  Evidence evidence = with_step("FAILED", "start\n\nboom --password geheim\n");
  evidence.logs.push_back({"s3://logs/controller.gz", "exitCode 0 of a child\nfailed with exitCode 3\n"});
  const auto said = explain_step(evidence);
  ASSERT_TRUE(said);
  EXPECT_EQ(said->code, "step-exit-code");
  EXPECT_EQ(said->cause, "step 'count' (s-1) ended with exit code 3");
  EXPECT_EQ(said->evidence, (std::vector<std::string>{"start", "boom --password ***"}));
  EXPECT_EQ(said->fix, "sluice cluster logs j-1 --step s-1 shows its logs");
}

TEST(ExplainStep, WithoutLogsWhatEmrSaysAndWhyThereAreNone) {
  Evidence evidence = with_step("FAILED");
  evidence.step["Status"]["FailureDetails"] = {{"Reason", "Unknown Error."}, {"LogFile", "s3://l/stderr.gz"}};
  evidence.log_problem = "there are no logs yet";
  const auto said = explain_step(evidence);
  ASSERT_TRUE(said);
  EXPECT_EQ(said->cause, "step 'count' (s-1) failed: Unknown Error.");
  EXPECT_EQ(said->log, "s3://l/stderr.gz");
  EXPECT_EQ(said->evidence, (std::vector<std::string>{"Unknown Error.", "there are no logs yet"}));
}

TEST(ExplainStep, ACancelledOneNamesTheOneThatFailed) {
  Evidence evidence = with_step("CANCELLED");
  EXPECT_NE(explain_step(evidence)->cause.find("a person cancelled it"), std::string::npos);
  evidence.steps.insert(evidence.steps.begin(), step("s-0", "fetch", "FAILED"));
  const auto said = explain_step(evidence);
  EXPECT_EQ(said->code, "step-cancelled");
  EXPECT_NE(said->cause.find("'fetch' (s-0) failed"), std::string::npos) << said->cause;
  EXPECT_NE(said->fix.find("--step s-0"), std::string::npos);
}

TEST(ExplainStep, AnInterruptedOneIsNotToBlame) {
  Evidence evidence = with_step("INTERRUPTED");
  evidence.view.reason_code = "INSTANCE_FAILURE";
  evidence.view.reason = "The master instance (i-1) was terminated unexpectedly";
  const auto said = explain_step(evidence);
  EXPECT_EQ(said->code, "step-interrupted");
  EXPECT_NE(said->evidence.at(0).find("INSTANCE_FAILURE"), std::string::npos);
}

TEST(ExplainStep, OneThatIsWellAndNone) {
  const auto said = explain_step(with_step("COMPLETED"));
  ASSERT_TRUE(said);
  EXPECT_FALSE(said->failed);
  EXPECT_EQ(said->code, "step-completed");
  Evidence none = with_step("COMPLETED");
  none.step = Json();
  EXPECT_FALSE(explain_step(none));
}

}  // namespace
}  // namespace sluice::emr
