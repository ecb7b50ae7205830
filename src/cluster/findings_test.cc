// Every code of spec cluster-file.md: what gives it, and where it points.
#include <gtest/gtest.h>

#include "cluster/loaded_test.h"

namespace sluice::cluster {
namespace {

constexpr const char* kBase = R"(name: ETL
keypair_name: k
log_uri: s3://logs
release_label: emr-5.36.0
instance_groups: {master: {num_instances: 1, type: m5.xlarge}}
)";

struct Case {
  const char* own;   // replaces the base's keys; stands before them
  const char* told;  // all findings: code, line:column, path
};

class Findings : public ::testing::TestWithParam<Case> {};

TEST_P(Findings, Told) {
  Loaded loaded = load_text(with(kBase, GetParam().own), Mode::kStrict);
  EXPECT_EQ(loaded.told(), std::string(GetParam().told) + "\n") << GetParam().own;
  for (const base::Diagnostic& each : loaded.findings.all()) {
    EXPECT_FALSE(each.message.empty());
    EXPECT_EQ(each.severity, each.code[0] == 'E' ? base::Severity::kError : base::Severity::kWarning);
  }
}

constexpr Case kCases[] = {
    {"name: [a", "E100 2:13 "},
    {"name: ETL\n"
     "role: \"a",
     "E100 2:7 "},
    {"name: a\x01", "E100 1:8 "},
    {"name: !vault a", "E100 1:7 "},
    {"instance_groups: {master: {<<: a}}", "E100 1:32 "},
    {"name: ETL\n"
     "---\n"
     "name: b",
     "E100 3:1 "},
    {"- a", "E100 2:1 "},
    {"instance_groups: {master: {num_instances: 1, type: m5.xlarge, bidprise: 1}}",
     "E101 1:63 instance_groups.master.bidprise"},
    {"instance_fleets: {master: {use_spot: false, instance_types: [{type: a, wait: 1}]}}",
     "E101 1:72 instance_fleets.master.instance_types[0].wait\nW150 6:18 instance_groups"},
    {"steps: [{type: script, stepargs: [a]}]", "E101 1:24 steps[0].stepargs"},
    {"applications: [{name: Hive, version: 1}]", "E101 1:29 applications[0].version"},
    {"configurations: [{classification: a, property: {}}]", "E101 1:38 configurations[0].property"},
    {"bootstrap_actions: {a: {path: s3://b/c, arg: x}}", "E101 1:41 bootstrap_actions.a.arg"},
    {"vpc_subnet_id: subnet-a,subnet-b", "E104 1:16 vpc_subnet_id"},
    {"additional_master_security_groups: [sg-]", "E104 1:37 additional_master_security_groups[0]"},
    {"name: \"{{ y }}\"\n"
     "y: \"{{ name }}\"",
     "E103 1:7 name\nE103 2:4 y"},
    {"job_flow_role: a\n"
     "ec2_attributes: {InstanceProfile: b}",
     "E131 2:35 ec2_attributes.InstanceProfile"},
    {"bootstrap_actions:\n"
     "  a:\n"
     "  b: s3://b",
     "E104 2:3 bootstrap_actions.a"},
    {"steps:\n"
     "  -\n"
     "  - {type: script}",
     "E104 2:3 steps[0]"},
    {"configurations: [{properties: {a: ~}}]",
     "E171 1:18 configurations[0].classification\nE170 1:32 configurations[0].properties.a"},
    {"instance_groups:\n"
     "  master:\n"
     "    type:\n"
     "    num_instances: 1",
     "E141 3:5 instance_groups.master.type"},
    {"vpc_subnet_id:\n"
     "  - subnet-1\n"
     "  - sg-1",
     "E104 3:5 vpc_subnet_id[1]"},
    {"role: 12:30.5", "E110 1:7 role"},
    {"tags: [{Key: a, Value: \"{{ tags }}\"}]", "E103 1:24 tags[0].Value"},
    {"tags: [{Key: a, Wert: b}]", "E101 1:17 tags[0].Wert"},
    {"ec2_attributes: {Key: k}", "E101 1:18 ec2_attributes.Key"},
    {"state: absent", "E101 1:1 state"},
    {"nmae: ETL", "W101 1:1 nmae"},
    {"keypair_name: <your EC2 key pair>", "E102 1:15 keypair_name"},
    {"log_uri: s3://<Your bucket>/logs", "E102 1:10 log_uri"},
    {"service_role: <role>", "E102 1:15 service_role"},
    {R"(name: "{% if a %}b{% endif %}")", "E103 1:7 name"},
    {R"(name: "{{ lookup('file','/etc/passwd') }}")", "E103 1:7 name"},
    {R"(name: "a{# b #}")", "E103 1:7 name"},
    {R"(name: "{{ nothing }}")", "E103 1:7 name"},
    {"name: [a]", "E104 1:7 name"},
    {"steps: {a: b}", "E104 1:8 steps"},
    {"log_uri: /tmp/logs", "E104 1:10 log_uri"},
    {"release_label: 5.36.0", "E104 1:16 release_label"},
    {"additional_master_security_groups: [sg-1, sg-2, sg-3, sg-4, sg-5]",
     "E104 1:36 additional_master_security_groups"},
    {"step_concurrency: 257", "E104 1:19 step_concurrency"},
    {"provision_timeout: soon", "E104 1:20 provision_timeout"},
    {"auto_terminate_idle_seconds: 59", "E104 1:30 auto_terminate_idle_seconds"},
    {"release_label: emr-5.29.0\n"
     "auto_terminate_idle_seconds: 60",
     "W122 1:16 release_label\nE104 2:30 auto_terminate_idle_seconds"},
    {"release_label: emr-6.14.0\n"
     "ebs_root_volume_iops: 3000",
     "E104 2:23 ebs_root_volume_iops"},
    {"keep_alive: perhaps", "E104 1:13 keep_alive"},
    {"instance_groups: {master: {num_instances: 1, type: m5.xlarge, volume_type: gp9}}",
     "E104 1:76 instance_groups.master.volume_type"},
    {"bootstrap_actions: {a: {args: [x]}}", "E104 1:21 bootstrap_actions.a.path"},
    {"name: ETL\n"
     "name: Other",
     "E105 2:1 name"},
    {"name: yes", "E110 1:7 name"},
    {"name: 2016-01-01", "E110 1:7 name"},
    {"name: 1:30", "E110 1:7 name"},
    {"tags: [{Key: a, Value: off}]", "E110 1:24 tags[0].Value"},
    {"name:", "E120 1:1 name"},
    {R"(keypair_name: "")", "E121 1:1 keypair_name"},
    {"keypair_name:", "E121 1:1 keypair_name"},
    {"log_uri:", "W120 1:1 log_uri"},
    {"visible_to_all_users: false", "W121 1:23 visible_to_all_users"},
    {R"(release_label: "")", "E122 1:1 release_label"},
    {"release_label: \"\"\n"
     "ami_version: \"\"",
     "E122 1:1 release_label"},
    {"hadoop_version: 2.4.0", "E124 1:17 hadoop_version"},
    {"ami_version: 3.11.0\n"
     "release_label: \n"
     "configurations: [{classification: a, properties: {b: c}}]",
     "E125 3:17 configurations"},
    {"vpc_subnet_id: subnet-1\n"
     "availability_zone: us-east-1a",
     "E130 2:20 availability_zone"},
    {"ec2_attributes: {KeyName: other}", "E131 1:27 ec2_attributes.KeyName"},
    {"role: a\n"
     "job_flow_role: b",
     "E131 2:16 job_flow_role"},
    {"emr_managed_master_security_group: sg-1", "E132 1:36 emr_managed_master_security_group"},
    {"vpc_subnet_id: {a: b}", "E133 1:16 vpc_subnet_id"},
    {"instance_groups:\n"
     "  master: {num_instances: one, type: m5.xlarge}",
     "E140 2:27 instance_groups.master.num_instances"},
    {"instance_groups:\n"
     "  master: {type: m5.xlarge}",
     "E140 2:3 instance_groups.master.num_instances"},
    {"instance_groups:\n"
     "  master: {num_instances: 1.5, type: m5.xlarge}",
     "E140 2:27 instance_groups.master.num_instances"},
    {"instance_groups:\n"
     "  master:\n"
     "    num_instances: 1",
     "E141 2:3 instance_groups.master.type"},
    {"instance_groups:\n"
     "  master: {num_instances: 1, type: m5.xlarge, market: CHEAP}",
     "E142 2:55 instance_groups.master.market"},
    {"instance_groups:\n"
     "  master: {num_instances: 1, type: m5.xlarge}\n"
     "  core: {num_instances: 1, type: m5.xlarge, bidprice: 0}",
     "E143 3:55 instance_groups.core.bidprice\nW140 3:55 instance_groups.core.bidprice"},
    {"instance_groups:\n"
     "  master: {num_instances: 1, type: m5.xlarge, volume_type: io1}",
     "E144 2:60 instance_groups.master.volume_type"},
    {"instance_groups:\n"
     "  master: {num_instances: 2, type: m5.xlarge}",
     "E145 2:12 instance_groups.master.num_instances"},
    {"instance_groups:\n"
     "  core: {num_instances: 2, type: m5.xlarge}",
     "E145 1:1 instance_groups.master.num_instances"},
    {"instance_groups:\n"
     "  master: {num_instances: 1, type: m5.xlarge}\n"
     "  task2: {num_instances: 1, type: m5.xlarge}",
     "E146 3:3 instance_groups.task2"},
    {"instance_groups:\n"
     "  master: {num_instances: 1, type: m5.xlarge}\n"
     "  task: {num_instances: 1, type: m5.xlarge}",
     "E147 3:3 instance_groups.task"},
    {"instance_groups: {}", "E148 1:1 instance_groups"},
    {"instance_groups: {}\n"
     "master_instance_num: 1\nmaster_instance_type: a\n"
     "core_instance_num: -1\ncore_instance_type: a\n"
     "task_instance_num: 0\ntask_instance_type: a\ntask_instance_bid: 1",
     "E140 4:20 core_instance_num"},
    {"instance_groups: {master: {num_instances: 1, type: a, market: x, bidprice: 1}}",
     "E142 1:63 instance_groups.master.market"},
    {"scale_down_behavior: NEVER", "E104 1:22 scale_down_behavior"},
    {"instance_groups:\n"
     "  master: {num_instances: 1, type: m5.xlarge, market: ON_DEMAND, bidprice: 0.1}",
     "W140 2:76 instance_groups.master.bidprice"},
    {"instance_groups:\n"
     "  master: {num_instances: 1, type: m5.xlarge, market: spot}",
     "W141 2:55 instance_groups.master.market"},
    {"instance_groups:\n"
     "  master: {num_instances: 1, type: m5.xlarge}\n"
     "  core: {num_instances: 1, type: m5.xlarge, market: SPOT}",
     "W142 3:53 instance_groups.core.market"},
    {"instance_groups:\n"
     "master_instance_type: m5.xlarge",
     "W143 2:23 instance_groups"},
    {"core_instance_num: 3", "W144 1:20 instance_groups"},
    {"release_label: emr-4.7.2\n"
     "instance_groups:\n"
     "instance_fleets: {master: {use_spot: false, instance_types: [m5.xlarge]}}",
     "W122 1:16 release_label\nE150 3:18 instance_fleets"},
    {"instance_fleets: {master: {use_spot: false, instance_types: [m5.xlarge]}}",
     "W150 6:18 instance_groups"},
    {"instance_groups:\n"
     "instance_fleets:\n"
     "  master: {use_spot: false, instance_types: [a, b, c, d, e, f]}",
     "E151 3:45 instance_fleets.master.instance_types"},
    {"instance_groups:\n"
     "instance_fleets:\n"
     "  master: {use_spot: false, instance_types: [{type: a, weight: 0}]}",
     "E152 3:64 instance_fleets.master.instance_types[0].weight"},
    {"instance_groups:\n"
     "instance_fleets:\n"
     "  master: {use_spot: false}",
     "E153 3:11 instance_fleets.master.instance_types"},
    {"instance_groups:\n"
     "instance_fleets:\n"
     "  master: {use_spot: true, bid_timeout_after: 4, type: a}",
     "W151 3:22 instance_fleets.master.use_spot\nE154 3:47 instance_fleets.master.bid_timeout_after"},
    {"instance_groups:\n"
     "instance_fleets:\n"
     "  master: {type: m5.xlarge}",
     "W151 3:11 instance_fleets.master.use_spot"},
    {"instance_groups:\n"
     "instance_fleets:\n"
     "  slave: {type: m5.xlarge}\n"
     "  master: {use_spot: false, type: m5.xlarge}",
     "E146 3:3 instance_fleets.slave"},
    {"applications: [{name: Hive, args: [a]}]", "E160 1:35 applications[0].args"},
    {"applications: [Hadoop, Sqoop-Sandbox]", "E161 1:24 applications[1]"},
    {"release_label: emr-7.5.0\n"
     "applications: [{name: sqoop}, {name: Ganglia}]",
     "E161 2:23 applications[0]\nE161 2:38 applications[1]"},
    {"release_label:\n"
     "ami_version: 3.11.0\n"
     "applications: [hive, hue, mapr-m3]",
     "E161 3:16 applications[0]"},
    {"configurations: [{classification: a, properties: {b: }}]", "E170 1:51 configurations[0].properties.b"},
    {"configurations: [{properties: {a: b}}]", "E171 1:18 configurations[0].classification"},
    {"configurations: [{classification: hadoop-env, properties: {a: b}}]", "W170 1:35 configurations[0]"},
    {"bootstrap_actions: {a: /tmp/x.sh}", "E181 1:24 bootstrap_actions.a"},
    {"steps:\n"
     "  - {type: script, action_on_failure: EXPLODE}",
     "E191 2:39 steps[0].action_on_failure"},
    {"steps:\n"
     "  - {type: shell}",
     "E192 2:12 steps[0].type"},
    {"steps:\n"
     "  - name: x",
     "E193 2:5 steps[0]"},
    {"steps:\n"
     "  - {type: hive_install}",
     "W190 2:12 steps[0].type"},
    {R"(tags: [{Key: "aws:x", Value: b}])", "E200 1:14 tags[0].Key"},
    {"tags: [{Key: a, Value: b}, {Key: a, Value: c}]", "E201 1:34 tags[1].Key"},
    {R"(tags: [{Key: "ansible:emr:name", Value: other}])", "E202 1:14 tags[0].Value"},
    {"release_label: emr-5.20.0", "W122 1:16 release_label"},
};
INSTANTIATE_TEST_SUITE_P(Spec, Findings, ::testing::ValuesIn(kCases));

std::string many(size_t count, const std::string& item) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += (i ? ", " : "") + item + std::to_string(i) + "}";
  return out;
}

TEST(FindingsOfManyItems, Told) {
  auto told = [](const std::string& own) { return load_text(with(kBase, own), Mode::kStrict).told(); };
  const std::string action = "{path: s3://b, name: a", step = "{type: script, name: s";
  EXPECT_EQ(told("bootstrap_actions: [" + many(16, action) + "]"), "");
  EXPECT_EQ(told("bootstrap_actions: [" + many(17, action) + "]"), "E180 1:20 bootstrap_actions\n");
  EXPECT_EQ(told("steps: [" + many(256, step) + "]"), "");
  EXPECT_EQ(told("steps: [" + many(257, step) + "]"), "E190 1:8 steps\n");
  EXPECT_EQ(told("tags: {a: " + std::string(256, 'x') + "}"), "");
  EXPECT_EQ(told("tags: {a: " + std::string(257, 'x') + "}"), "E203 1:8 tags.a\n");
  EXPECT_EQ(told("name: " + std::string(257, 'x')), "E104 1:7 name\n");
  EXPECT_EQ(told("steps: [{type: script, name: " + std::string(257, 'x') + "}]"),
            "E104 1:30 steps[0].name\n");
  const std::string action_name(257, 'x');
  EXPECT_EQ(told("bootstrap_actions: {? " + action_name + " : s3://b}"),
            "E104 1:283 bootstrap_actions." + action_name + "\n");
}

TEST(FindingsTogether, OfAFleet) {
  auto told = [](const std::string& core) {
    return load_text(with(kBase, "instance_groups: {}\ninstance_fleets: {core: " + core + "}\n"),
                     Mode::kStrict)
        .told();
  };
  EXPECT_EQ(told("{on_demand_capacity: x, bid_timeout_after: 3, type: a}"),
            "E104 2:46 instance_fleets.core.on_demand_capacity\n"
            "E154 2:68 instance_fleets.core.bid_timeout_after\n");
  EXPECT_EQ(told("{spot_capacity: 1, type: a, allocation_strategy: best}"),
            "E104 2:74 instance_fleets.core.allocation_strategy\n");
  EXPECT_EQ(told("{spot_capacity: 1, type: a, bid_price_pct: 0}"),
            "E104 2:68 instance_fleets.core.bid_price_pct\n");
}

TEST(FindingsTogether, AllAtOnceByPlace) {
  Loaded loaded = load_text(
      "keypair_name: <your key>\nrole: yes\nsteps: {a: b}\nnmae: ETL\nlog_uri: s3://b\n", Mode::kStrict);
  EXPECT_EQ(loaded.told(),
            "E120 1:1 name\nE122 1:1 release_label\nE148 1:1 instance_groups\nE102 1:15 keypair_name\n"
            "E110 2:7 role\nE104 3:8 steps\nW101 4:1 nmae\n");
}

TEST(FindingsAsText, OneLineEach) {
  Loaded loaded = load_source(
      "{name: a, keypair_name: k, log_uri: 's3://l', release_label: emr-5.36.0,\n"
      "instance_groups: {master: {num_instances: 1, type: m5.xlarge, market: spot, bidprice: cheap}}}",
      Mode::kStrict);
  const std::string text = loaded.findings.to_text();
  EXPECT_NE(
      text.find("EXTRA_VARS:2:87: error E143: instance_groups.master.bidprice: \"cheap\" is not a price in "
                "USD per hour (example: 0.8)\n"),
      std::string::npos)
      << text;
}
}  // namespace
}  // namespace sluice::cluster
