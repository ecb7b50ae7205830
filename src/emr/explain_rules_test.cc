#include "emr/explain_rules.h"

#include <gtest/gtest.h>

namespace sluice::emr {
namespace {

using aws::Json;

Evidence ended(const std::string& code, const std::string& message) {
  Evidence evidence;
  evidence.view.id = "j-1";
  evidence.view.state = "TERMINATED_WITH_ERRORS";
  evidence.view.reason_code = code;
  evidence.view.reason = message;
  evidence.view.cluster = Json::object();
  return evidence;
}

Evidence bootstrap_failed(const std::string& message) {
  Evidence evidence = ended("BOOTSTRAP_FAILURE", message);
  evidence.bootstrap_actions = {{{"Name", "security"}, {"ScriptPath", "s3://b/security.sh"}},
                                {{"Name", "agent"}, {"ScriptPath", "s3://b/agent.sh"}}};
  return evidence;
}

struct Case {
  const char *reason, *message, *code, *cause, *fix;  // words in cause and fix
};

class Reasons : public testing::TestWithParam<Case> {};

TEST_P(Reasons, AreExplained) {
  const Case& expected = GetParam();
  const Explanation said = explain_evidence(ended(expected.reason, expected.message));
  EXPECT_EQ(said.code, expected.code) << expected.message;
  EXPECT_NE(said.cause.find(expected.cause), std::string::npos) << said.cause;
  EXPECT_NE(said.fix.find(expected.fix), std::string::npos) << said.fix;
  ASSERT_FALSE(said.evidence.empty());
  EXPECT_NE(said.evidence[0].find(expected.message), std::string::npos) << said.evidence[0];
  EXPECT_EQ(said.cause.find("{0}"), std::string::npos);
  EXPECT_EQ(said.cause.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Explain, Reasons,
    testing::Values(
        Case{"VALIDATION_ERROR", "Invalid InstanceProfile: emr.", "instance-profile-invalid", "profile emr ",
             "role"},
        Case{"VALIDATION_ERROR", "Failed to authorize instance profile emr",
             "instance-profile-not-authorised", "emr", "PassRole"},
        Case{"VALIDATION_ERROR", "Service role EMR_DefaultRole has insufficient EC2 permissions",
             "service-role", "EMR_DefaultRole", "service_role"},
        Case{"VALIDATION_ERROR", "EMR_DefaultRole is invalid", "service-role", "EMR_DefaultRole", "attach"},
        Case{"VALIDATION_ERROR", "The given SSH key name was invalid", "key-pair-missing", "key pair",
             "keypair_name"},
        Case{"VALIDATION_ERROR",
             "The subnet configuration was invalid: The subnet ID 'subnet-9a' does not exist",
             "subnet-missing", "subnet-9a", "vpc_subnet_id"},
        Case{"VALIDATION_ERROR",
             "The subnet configuration was invalid: Cannot find route to InternetGateway in main RouteTable "
             "rtb-0c for VPC vpc-1",
             "no-route", "rtb-0c", "--route-table-id rtb-0c"},
        Case{"VALIDATION_ERROR",
             "The VPC/subnet configuration was invalid: No route to any external sources detected in Route "
             "Table rtb-0d for Subnet subnet-1 for VPC vpc-1",
             "no-route", "rtb-0d", "create-route"},
        Case{"VALIDATION_ERROR",
             "The VPC/subnet configuration was invalid: DNS resolution or DNS hostnames is disabled for VPC "
             "vpc-7",
             "vpc-dns-off", "vpc-7", "--vpc-id vpc-7"},
        Case{"VALIDATION_ERROR",
             "The requested instance type m3.xlarge is not supported in the requested availability zone.",
             "instance-type-unsupported", "m3.xlarge", "advise"},
        Case{"VALIDATION_ERROR", "The security group 'sg-1' does not exist", "security-group-missing", "sg-1",
             "security groups"},
        Case{"INSTANCE_FAILURE",
             "Your request for spot instances cannot be fulfilled as your bid price is below the minimum "
             "required bid price",
             "spot-bid-too-low", "bid", "sluice cluster price"},
        Case{"INSTANCE_FAILURE",
             "Failed to provision ec2 instances because 'We currently do not have sufficient m5.xlarge "
             "capacity in the Availability Zone you requested (us-east-1a).'",
             "no-capacity", "m5.xlarge", "subnets"},
        Case{"INSTANCE_FAILURE", "InsufficientInstanceCapacity", "no-capacity", "does not name", "fleets"},
        Case{"INSTANCE_FLEET_TIMEOUT",
             "The timeout expired before the target capacity of the fleet was provisioned", "fleet-timeout",
             "capacity", "on_demand_fallback"},
        Case{"VALIDATION_ERROR", "You have requested more than your current vCPU limit of 32", "quota",
             "quota", "L-1216C47A"},
        Case{"INSTANCE_FAILURE", "Max spot instance count exceeded", "quota", "quota", "Service Quotas"},
        Case{"VALIDATION_ERROR", "The subnet does not have enough free addresses", "subnet-full",
             "free addresses", "larger subnet"},
        Case{"INSTANCE_FAILURE", "The master instance (i-0abc) was terminated unexpectedly", "node-lost",
             "i-0abc", "ON_DEMAND"},
        Case{"INSTANCE_FAILURE", "All core nodes were lost", "nodes-lost", "lost", "provision"},
        Case{"INTERNAL_ERROR", "Internal error", "internal-error", "internal", "support"},
        Case{"USER_REQUEST", "Terminated by user request", "terminated-by-user", "timeout of a provision",
             "cloudtrail"},
        Case{"ALL_STEPS_COMPLETED", "Cluster auto-terminated after being idle", "idle-termination", "idle",
             "auto_terminate_idle_seconds"},
        Case{"ALL_STEPS_COMPLETED", "Steps completed", "all-steps-completed", "all steps", "keep_alive"},
        Case{"BOOTSTRAP_FAILURE", "On the master instance (i-0a), application provisioning failed",
             "application-provisioning", "applications", "configurations"},
        Case{"SOMETHING_NEW", "words nobody knows", "unknown", "words nobody knows", "logs j-1"}));

TEST(Explain, EndsAsPlannedAreNoFailure) {
  EXPECT_FALSE(explain_evidence(ended("ALL_STEPS_COMPLETED", "Steps completed")).failed);
  EXPECT_FALSE(
      explain_evidence(ended("ALL_STEPS_COMPLETED", "Cluster auto-terminated after being idle")).failed);
  EXPECT_TRUE(explain_evidence(ended("INTERNAL_ERROR", "")).failed);
}

TEST(Explain, TheExitCodeOfABootstrapActionAndWhatItSaid) {
  Evidence evidence = bootstrap_failed(
      "On the master instance (i-0123456789abcdef0), bootstrap action 2 returned a non-zero return code");
  evidence.logs = {{"s3://logs/stderr.gz", "curl: no host\npassword=geheim\n"},
                   {"s3://logs/controller.gz", "INFO Failed: Command returned with return code 6\n"}};
  const Explanation said = explain_evidence(evidence);
  EXPECT_EQ(said.code, "bootstrap-exit-code");
  EXPECT_EQ(said.cause, "bootstrap action 2 'agent' (s3://b/agent.sh) ended with exit code 6");
  EXPECT_EQ(said.log, "s3://logs/stderr.gz");
  EXPECT_EQ(said.evidence, (std::vector<std::string>{"curl: no host", "password=***"}));
  EXPECT_EQ(evidence.failed_node(), "i-0123456789abcdef0/");
}

TEST(Explain, TheNumberOfTheActionIsTakenFromErrorDetailsFirst) {
  Evidence evidence = bootstrap_failed("bootstrap action 1 returned a non-zero return code");
  EXPECT_EQ(evidence.failed_bootstrap_action(), 1);
  evidence.view.cluster["Status"]["ErrorDetails"] = {{{"ErrorData", {{{"bootstrap-action", "2"}}}}}};
  EXPECT_EQ(evidence.failed_bootstrap_action(), 2);
  EXPECT_EQ(evidence.failed_node(), "");
}

TEST(Explain, ABootstrapScriptThatIsNotThere) {
  const Explanation named =
      explain_evidence(bootstrap_failed("bootstrap action 1 failed to download: s3://b/security.sh"));
  EXPECT_EQ(named.code, "bootstrap-script-missing");
  EXPECT_NE(named.cause.find("needs s3://b/security.sh"), std::string::npos) << named.cause;
  EXPECT_NE(named.fix.find("aws s3 cp FILE s3://b/security.sh"), std::string::npos);
  const Explanation unnamed = explain_evidence(bootstrap_failed(
      "Master instance (i-0a) failed attempting to download bootstrap action 2 file from S3"));
  EXPECT_EQ(unnamed.code, "bootstrap-script-missing");
  EXPECT_NE(unnamed.cause.find("needs s3://b/agent.sh"), std::string::npos) << unnamed.cause;
}

TEST(Explain, ABootstrapActionThatDoesNotEnd) {
  const Explanation said =
      explain_evidence(bootstrap_failed("On the master instance (i-0a), bootstrap action 1 timed out"));
  EXPECT_EQ(said.code, "bootstrap-time-out");
  EXPECT_NE(said.cause.find("security"), std::string::npos);
}

TEST(Explain, WhyThereAreNoLogsIsSaid) {
  Evidence evidence = bootstrap_failed("bootstrap action 1 returned a non-zero return code");
  evidence.log_problem = "the cluster keeps no logs: its file has no log_uri";
  EXPECT_EQ(explain_evidence(evidence).evidence.back(), evidence.log_problem);
}

TEST(Explain, AClusterThatIsWell) {
  Evidence evidence = ended("", "Cluster ready to run steps.");
  evidence.view.state = "WAITING";
  const Explanation said = explain_evidence(evidence);
  EXPECT_FALSE(said.failed);
  EXPECT_EQ(said.code, "waiting");
  EXPECT_EQ(said.evidence, std::vector<std::string>{"Cluster ready to run steps."});
}

TEST(Explain, AGroupThatCannotGrow) {
  Evidence evidence = ended("", "");
  evidence.view.state = "RUNNING";
  NodeGroup group;
  group.role = "TASK";
  group.state = "ARRESTED";
  group.requested = 4;
  group.running = 1;
  group.reason = "no room";
  evidence.view.groups = {group};
  const Explanation said = explain_evidence(evidence);
  EXPECT_TRUE(said.failed);
  EXPECT_EQ(said.code, "group-arrested");
  EXPECT_EQ(said.cause, "the task group cannot get its 4 instances (it has 1)");
  EXPECT_EQ(said.evidence, std::vector<std::string>{"no room"});
}

TEST(Explain, TextAndJson) {
  const Explanation said{true, "code", "cause", "s3://l", {"one", "two"}, "do it"};
  EXPECT_EQ(to_text(said), "cause (code)\n  | one\n  | two\n  from s3://l\n  fix: do it\n");
  EXPECT_EQ(to_json(said)["evidence"], Json({"one", "two"}));
}

}  // namespace
}  // namespace sluice::emr
