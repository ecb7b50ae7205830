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

TEST(Lint, AttributesOfBlocksAndBraces) {
  EXPECT_EQ(
      fixed(
          "name: E\nec2_attributes:   # old\n    KeyName: k   # ours\n    # where\n    SubnetIds:\n    - a\n"
          "    - b\nrole: r\n"),
      "name: E\n# old\nkeypair_name: k   # ours\n# where\nvpc_subnet_id:\n- a\n- b\nrole: r\n");
  EXPECT_EQ(fixed("ec2_attributes: {KeyName: k, \"InstanceProfile\": 'p', AdditionalSlaveSecurityGroups: [a, "
                  "b],}  # x\n"),
            "keypair_name: k\nrole: 'p'\nadditional_slave_security_groups: [a, b]  # x\n");
  EXPECT_EQ(fixed("{ name: E, ec2_attributes: { KeyName: k,\n   SubnetId: s, }, role: r }\n"),
            "{ name: E, keypair_name: k,\n   vpc_subnet_id: s, role: r }\n");
  EXPECT_EQ(fixed("name: E\nec2_attributes: {}\nrole: r\n"), "name: E\nrole: r\n");
}

TEST(Lint, OldSteps) {
  EXPECT_EQ(
      fixed(
          "release_label: emr-5.36.0\nsteps:\n  - type: hive_install   # old\n  - name: q\n    type: "
          "\"hive\"\n"
          "    hive_file: s3://b/q.hql\n    hive_versions: 0.13\n    hive_args:\n      - -d\n      - a=b,c\n"
          "  - pig_file: s3://b/p\n    type: pig\n  - {type: pig_install}\n  - {type: script}\n"),
      "release_label: emr-5.36.0\napplications: [{name: Hive}, {name: Pig}]\nsteps:\n  # old\n  - name: q\n"
      "    type: command\n    step_args: [hive-script, --run-hive-script, --args, -f, s3://b/q.hql, -d, "
      "'a=b,c']\n"
      "  - step_args: [pig-script, --run-pig-script, --args, -f, s3://b/p]\n    type: command\n    name: "
      "pig\n"
      "  - {type: script}\n");
  EXPECT_EQ(
      fixed("{release_label: emr-5.36.0, applications: [{name: hive}], steps: [{type: hive_install}, {type: "
            "pig_install},\n"
            "  {type: hive, hive_file: f, hive_args: x, hive_versions: latest}]}\n"),
      "{release_label: emr-5.36.0, applications: [{name: hive}, {name: Pig}], steps: [\n"
      "  {type: command, name: hive, step_args: [hive-script, --run-hive-script, --args, -f, f, x], }]}\n");
  EXPECT_EQ(fixed("release_label: emr-5.36.0\napplications:\n- Hadoop  # base\n- name: Spark\nsteps: [{type: "
                  "pig_install}]\n"),
            "release_label: emr-5.36.0\napplications:\n- Hadoop  # base\n- name: Spark\n- {name: "
            "Pig}\nsteps: []\n");
}

TEST(Lint, AFixedQueryAsksForTheSame) {
  const std::string old = with(
      "name: ETL\nlog_uri: s3://logs\nrelease_label: emr-5.36.0\napplications: [{name: Hive}]\n"
      "instance_groups: {master: {num_instances: 1, type: m5.xlarge}}\nec2_attributes: {KeyName: k, "
      "SubnetId: subnet-1}\n",
      "steps: [{type: hive, hive_file: s3://b/q.hql, hive_args: [a, b]}, {type: pig, pig_file: s3://b/p, "
      "name: p}]");
  Loaded before = load_text(old, Mode::kStrict), after = load_text(fixed(old), Mode::kStrict);
  EXPECT_FALSE(before.findings.has_errors()) << before.findings.to_text();
  EXPECT_FALSE(after.findings.has_errors()) << after.findings.to_text();
  EXPECT_EQ(normal_form(after.file.body).dump(), normal_form(before.file.body).dump());
}

TEST(Lint, ToldWithoutAnEdit) {
  for (const char* text :
       {"keypair_name: k\nec2_attributes: {KeyName: k}\n", "ec2_attributes: {SubnetId: a, SubnetIds: [a]}\n",
        "ec2_attributes: {KeyName: k,\n  SubnetId: s}\n", "role: a\njob_flow_role: b\n",
        "release_label: emr-5.36.0\nsteps: [{type: hive_install, hive_site: s3://b}, {type: pig, jar: "
        "s3://b}]\n",
        "instance_groups:\ncore_instance_num: 1\n"}) {
    EXPECT_NE(told(text), "") << text;
    EXPECT_EQ(fixed(text), text);
  }
  EXPECT_EQ(told("name: ETL\nsteps: [{type: script}]\n"), "");
  EXPECT_FALSE(lint("a: [", "c.yml"));
}

}  // namespace
}  // namespace sluice::cluster
