#include "cluster/lint.h"

#include <gtest/gtest.h>

#include "cluster/loaded_test.h"

namespace sluice::cluster {
namespace {

std::string fixed(const std::string& text) {
  auto found = lint(text, "c.yml");
  EXPECT_TRUE(found);
  std::string out = edited(text, found->edits);
  auto again = lint(out, "c.yml");
  EXPECT_TRUE(again) << out;
  EXPECT_TRUE(again->edits.empty()) << out;
  return out;
}
std::string told(const std::string& text) {
  std::string out;
  const auto found = lint(text, "c.yml");
  EXPECT_TRUE(found);
  for (const base::Diagnostic& each : found->findings.all())
    out += each.code + " " + std::to_string(each.mark.line) + " " + each.path + "\n";
  return out;
}

constexpr const char* kOldBlock = R"(# nightly
name: ETL
keypair_name: k
log_uri: s3://logs
release_label: emr-5.36.0   # the last
job_flow_role: "emr"
master_instance_num: 1
master_instance_type: m5.xlarge   # big enough
core_instance_num: "2"
task_instance_bid: 0.10
tags:
  team: data   # ours
  "cost: centre": a,b
steps:
  - type: script
    step_args: [s3://b/x]
    # no use without it
    action_on_failure: 'TERMINATE_JOB_FLOW'
applications:
  - name: sqoop-sandbox
)";

TEST(Lint, Block) {
  EXPECT_EQ(fixed(kOldBlock), R"(# nightly
name: ETL
keypair_name: k
log_uri: s3://logs
release_label: emr-5.36.0   # the last
role: "emr"
instance_groups: {master: {num_instances: 1, type: m5.xlarge, market: ON_DEMAND}, core: {num_instances: "2", type: m5.xlarge, market: ON_DEMAND}, task: {num_instances: 1, type: m5.xlarge, market: SPOT, bidprice: 0.10}}
# big enough
tags:
  - {Key: team, Value: data}   # ours
  - {Key: "cost: centre", Value: 'a,b'}
steps:
  - type: script
    step_args: [s3://b/x]
    # no use without it
    action_on_failure: 'TERMINATE_CLUSTER'
applications:
  - name: Sqoop
)");
  EXPECT_EQ(told(kOldBlock),
            "L102 6 job_flow_role\nL104 7 instance_groups\nL105 11 tags\nL101 18 steps[0].action_on_failure\n"
            "L106 20 applications[0]\n");
}

TEST(Lint, Flow) {
  EXPECT_EQ(
      fixed("{\n  name: ETL, release_label: emr-4.7.2,\n  tags: { a: b, c: 'd', },  # ours\n"
            "  core_instance_num: 3,\n  task_instance_num: 0\n}\n"),
      "{\n  name: ETL, release_label: emr-4.7.2,\n"
      "  tags: [ {Key: a, Value: b}, {Key: c, Value: 'd'}, ],  # ours\n"
      "  instance_groups: {master: {num_instances: 1, type: m1.medium, market: ON_DEMAND}, core: "
      "{num_instances: 3, type: m1.medium, market: ON_DEMAND}, task: {num_instances: 0, type: m1.medium, "
      "market: SPOT, bidprice: 0.03}},\n}\n");
}

TEST(Lint, TheFixedFileAsksForTheSame) {
  const std::string old = with(kOldBlock, "applications: [{name: Hive}]");
  Loaded before = load_text(old, Mode::kStrict), after = load_text(fixed(old), Mode::kStrict);
  EXPECT_FALSE(before.findings.has_errors()) << before.findings.to_text();
  EXPECT_FALSE(after.findings.has_errors()) << after.findings.to_text();
  Json expected = before.file.body;
  expected["Steps"][0]["ActionOnFailure"] = "TERMINATE_CLUSTER";
  for (Json& group : expected["Instances"]["InstanceGroups"]) group["InstanceType"] = "m5.xlarge";
  EXPECT_EQ(normal_form(after.file.body).dump(), normal_form(expected).dump());
}

TEST(Lint, InstanceTypes) {
  const std::string groups =
      "instance_groups:\n  master: {num_instances: 1, type: m3.xlarge}\n  core: {num_instances: 2, type: "
      "\"r3.2xlarge\"}\n"
      "instance_fleets: {core: {instance_types: [m4.large, {type: c3.8xlarge}]}}\n";
  EXPECT_EQ(fixed("release_label: emr-5.36.0\n" + groups),
            "release_label: emr-5.36.0\ninstance_groups:\n  master: {num_instances: 1, type: m5.xlarge}\n"
            "  core: {num_instances: 2, type: \"r5.2xlarge\"}\n"
            "instance_fleets: {core: {instance_types: [m5.xlarge, {type: c5.9xlarge}]}}\n");
  // An old release does not know the new types.
  EXPECT_EQ(fixed("release_label: emr-4.7.2\n" + groups), "release_label: emr-4.7.2\n" + groups);
  EXPECT_EQ(
      told("release_label: emr-4.7.2\n" + groups),
      "L107 3 instance_groups.master.type\nL107 4 instance_groups.core.type\n"
      "L107 5 instance_fleets.core.instance_types[0]\nL107 5 instance_fleets.core.instance_types[1].type\n");
}

TEST(Lint, ToldWithoutAnEdit) {
  for (const char* text :
       {"ec2_attributes: {KeyName: k}\n", "role: a\njob_flow_role: b\n",
        "release_label: emr-5.36.0\nsteps: [{type: hive_install}, {type: pig, pig_file: s3://b}]\n",
        "instance_groups:\ncore_instance_num: 1\n"}) {
    EXPECT_NE(told(text), "") << text;
    EXPECT_EQ(fixed(text), text);
  }
  EXPECT_EQ(told("name: ETL\nsteps: [{type: script}]\n"), "");
  EXPECT_FALSE(lint("a: [", "c.yml"));
}

}  // namespace
}  // namespace sluice::cluster
