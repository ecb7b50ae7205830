#include "cluster/cluster_file.h"

#include <gtest/gtest.h>

#include "cluster/loaded_test.h"

namespace sluice::cluster {
namespace {

constexpr const char* kBlock = R"(name: ETL
keypair_name: k
vpc_subnet_id: &subnet subnet-1
log_uri: s3://logs
release_label: emr-5.36.0
instance_groups:
  master: &node {num_instances: 1, type: m5.xlarge, market: ON_DEMAND}
  core:
    <<: *node
    num_instances: 2
  task:
    num_instances: 1
    type: m5.xlarge
    market: SPOT
    bidprice: 0.10
configurations:
  - classification: yarn-site
    properties:
      yarn.nodemanager.vmem-check-enabled: "false"
user_info:
  - {name: ada, github: true}
)";

Json strict(const std::string& text) {
  Loaded loaded = load_text(text, Mode::kStrict);
  EXPECT_FALSE(loaded.findings.has_errors()) << loaded.findings.to_text();
  return loaded.file.body;
}
Json ansible(const std::string& text) {
  Loaded loaded = load_text(text, Mode::kAnsible);
  EXPECT_EQ(loaded.findings.to_text(), "");
  return loaded.file.body;
}

TEST(ClusterFile, BlockFlowAndJsonGiveOneBody) {
  Json body = strict(kBlock);
  EXPECT_EQ(
      body["Instances"]["InstanceGroups"][1].dump(),
      R"({"Name":"core","InstanceRole":"CORE","InstanceType":"m5.xlarge","InstanceCount":2,"Market":"ON_DEMAND"})");
  const std::string json =
      R"({"name": "ETL", "keypair_name": "k", "vpc_subnet_id": "subnet-1", "log_uri": "s3://logs",
    "release_label": "emr-5.36.0", "instance_groups": {
      "master": {"num_instances": 1, "type": "m5.xlarge", "market": "ON_DEMAND"},
      "core": {"num_instances": 2, "type": "m5.xlarge", "market": "ON_DEMAND"},
      "task": {"num_instances": 1, "type": "m5.xlarge", "market": "SPOT", "bidprice": 0.10}},
    "configurations": [{"classification": "yarn-site", "properties": {"yarn.nodemanager.vmem-check-enabled": "false"}}]})";
  EXPECT_EQ(strict(json).dump(), body.dump());
  EXPECT_EQ(strict("---\n" + std::string(kBlock)).dump(), body.dump());
  Loaded inline_text = load_source(json, Mode::kStrict);
  EXPECT_EQ(inline_text.file.body.dump(), body.dump());
  EXPECT_EQ(inline_text.file.file, "EXTRA_VARS");
}

TEST(ClusterFile, BothModesAskForTheSame) {
  const std::string guide = base::read_file(SLUICE_SOURCE_DIR "/examples/cluster-filled.yml").value();
  const std::string lists =
      with(kBlock,
           "tags: [{Key: b, Value: x}, {Key: a, Value: y}]\n"
           "bootstrap_actions: {a: {path: s3://b/c, args: [x]}, b: file:/bin/true}\n"
           "applications: [{name: hadoop}, {name: Hive, args: []}]\n"
           "ebs_root_volume_size: \"50\"\n"
           "additional_master_security_groups: \"sg-1,sg-2\"\n"
           "steps: [{type: script, step_args: []}, {type: jar, jar: s3://b/j, main_class: M, "
           "step_args: [a, \"1\"], action_on_failure: CONTINUE}]");
  const std::string groups = with(kBlock,
                                  "instance_groups:\n"
                                  "  task: {num_instances: \"2\", type: a, market: SPOT, bidprice: 1.0}\n"
                                  "  core: {num_instances: 2, type: b, market: ON_DEMAND, volume_size: 64}\n"
                                  "  master: {num_instances: 1, type: c, market: ON_DEMAND}");
  for (const std::string& file : {std::string(kBlock), guide, lists, groups})
    EXPECT_EQ(normal_form(strict(file)).dump(), normal_form(ansible(file)).dump()) << file;
}

TEST(ClusterFile, NormalFormIsItsOwn) {
  const Json once = normal_form(strict(kBlock));
  EXPECT_EQ(normal_form(once).dump(), once.dump());
  EXPECT_EQ(spec_digest(strict(kBlock)), spec_digest(once));
  EXPECT_EQ(spec_digest(once).size(), 16u);
  Json changed = once;
  changed["Instances"]["InstanceGroups"][1]["InstanceCount"] = 3;
  EXPECT_NE(spec_digest(changed), spec_digest(once));
}

TEST(ClusterFile, Places) {
  Loaded loaded = load_text(kBlock, Mode::kStrict);
  auto at = [&](const std::string& path) {
    const SourceMark mark = loaded.file.mark(path);
    return std::to_string(mark.line) + ":" + std::to_string(mark.column);
  };
  EXPECT_EQ(at("name"), "1:1");
  EXPECT_EQ(at("instance_groups.task.bidprice"), "15:5");
  EXPECT_EQ(at("instance_groups.core"), "8:3");
  EXPECT_EQ(at("instance_groups.core.nothing"), "8:3");
  EXPECT_EQ(at("configurations[0].properties.yarn.nodemanager.vmem-check-enabled"), "19:7");
  EXPECT_EQ(at("nothing"), "1:1");
}

TEST(ClusterFile, JsonWithHalvesOfCharacters) {
  Loaded loaded = load_text(R"({"name":"a\ud83d\ude00\u00e9","log_uri":"s3:\/\/b","keypair_name":"\\ud83d"})",
                            Mode::kAnsible);
  EXPECT_EQ(loaded.findings.to_text(), "");
  EXPECT_EQ(loaded.file.name, "a😀é");
  EXPECT_EQ(loaded.file.body["Instances"]["Ec2KeyName"], "\\ud83d");
  EXPECT_EQ(load_text(R"({"name":"\ud83d"})", Mode::kAnsible).codes(), std::multiset<std::string>{"E100"});
}

TEST(ClusterFile, MergedKeysStandFirst) {
  Loaded loaded = load_text(
      "name: a\nlog_uri: s3://b\nkeypair_name: k\nx: &x {s1: s3://b/1, s2: s3://b/2}\n"
      "y: &y {s2: s3://b/y, s0: s3://b/0}\n"
      "bootstrap_actions: {s3: s3://b/3, <<: [*x, *y], s1: s3://b/own}\n",
      Mode::kAnsible);
  EXPECT_EQ(loaded.findings.to_text(), "");
  std::string told;
  for (const Json& each : loaded.file.body["BootstrapActions"])
    told += each["Name"].get<std::string>() + " " + each["ScriptBootstrapAction"]["Path"].get<std::string>() +
            "\n";
  EXPECT_EQ(told, "s2 s3://b/2\ns0 s3://b/0\ns1 s3://b/own\ns3 s3://b/3\n");
}

TEST(ClusterFile, StringRule) {
  Json body = strict(with(kBlock,
                          "tags: {a: 3.10, b: 010, c: true, d: 2024, e: 1_000, f: \"yes\", g: 1e3, h: }\n"
                          "role: 0.20"));
  EXPECT_EQ(body["JobFlowRole"], "0.20");
  std::string values;
  for (const Json& tag : body["Tags"]) values += tag["Value"].get<std::string>() + " ";
  EXPECT_EQ(values, "3.10 010 true 2024 1_000 yes 1e3  ETL ETL cluster ");
}

TEST(ClusterFile, PricesAreNeverExponents) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"0.8", "0.8"},       {"0.10", "0.1"},       {"1", "1"}, {"1.0", "1.0"}, {".5", "0.5"},
      {"\"0.80\"", "0.80"}, {"0.00001", "0.00001"}};
  for (const auto& [written, sent] : cases) {
    Json body = strict(with(kBlock,
                            "instance_groups:\n  master: {num_instances: 1, type: a}\n"
                            "  core: {num_instances: 1, type: a, market: SPOT, bidprice: " +
                                written + "}"));
    EXPECT_EQ(body["Instances"]["InstanceGroups"][1]["BidPrice"], sent) << written;
  }
}

TEST(ClusterFile, OldStepTypes) {
  auto step = [&](const std::string& text) {
    return strict(with(kBlock, "steps: [" + text + "]"))["Steps"][0]["HadoopJarStep"].dump();
  };
  EXPECT_EQ(
      step("{type: streaming, mapper: m, reducer: r, input: [a, b], output: o, cache_files: [c]}"),
      R"({"Jar":"command-runner.jar","Args":["hadoop-streaming","-mapper","m","-reducer","r","-input","a","-input","b","-output","o","-cacheFile","c"]})");
  EXPECT_EQ(
      step("{type: hive, hive_file: s3://b/q, hive_args: [-d, x=1]}"),
      R"({"Jar":"command-runner.jar","Args":["hive-script","--run-hive-script","--args","-f","s3://b/q","-d","x=1"]})");
  EXPECT_EQ(
      step("{type: pig, pig_file: s3://b/q}"),
      R"({"Jar":"command-runner.jar","Args":["pig-script","--run-pig-script","--args","-f","s3://b/q"]})");
  EXPECT_EQ(step("{type: command, step_args: s3-dist-cp}"),
            R"({"Jar":"command-runner.jar","Args":["s3-dist-cp"]})");
  EXPECT_EQ(
      step("{type: script, properties: {a: 1}}"),
      R"({"Jar":"s3://elasticmapreduce/libs/script-runner/script-runner.jar","Properties":[{"Key":"a","Value":"1"}]})");
}

TEST(ClusterFile, RegionOfTheLibraries) {
  Json body = strict(with(kBlock, "region: eu-west-1\nsteps: [{type: script}]"));
  const char* runner = "s3://eu-west-1.elasticmapreduce/libs/script-runner/script-runner.jar";
  EXPECT_EQ(body["Steps"][0]["HadoopJarStep"]["Jar"], runner);
  EXPECT_EQ(normal_form(body)["Steps"][0]["HadoopJarStep"]["Jar"],
            "s3://elasticmapreduce/libs/script-runner/script-runner.jar");
}

TEST(ClusterFile, ExtensionsAndAttributes) {
  Json body = strict(with(kBlock,
                          "keypair_name:\nvpc_subnet_id:\nrole:\n"
                          "ec2_attributes: {KeyName: k2, SubnetId: subnet-9, InstanceProfile: p, "
                          "AdditionalMasterSecurityGroups: [sg-1]}\n"
                          "keep_alive: false\ntermination_protected: true\n"
                          "auto_terminate_idle_seconds: 3600\nstep_concurrency: 5\n"
                          "security_configuration: sc\ncustom_ami_id: ami-1"));
  const Json& instances = body["Instances"];
  EXPECT_EQ(instances["Ec2KeyName"], "k2");
  EXPECT_EQ(instances["Ec2SubnetId"], "subnet-9");
  EXPECT_EQ(body["JobFlowRole"], "p");
  EXPECT_EQ(instances["AdditionalMasterSecurityGroups"].dump(), R"(["sg-1"])");
  EXPECT_EQ(instances["KeepJobFlowAliveWhenNoSteps"], false);
  EXPECT_EQ(instances["TerminationProtected"], true);
  EXPECT_EQ(body["AutoTerminationPolicy"].dump(), R"({"IdleTimeout":3600})");
  EXPECT_EQ(body["StepConcurrencyLevel"], 5);
  EXPECT_EQ(body["CustomAmiId"], "ami-1");
}

TEST(ClusterFile, FleetsStandInTheOrderOfRoles) {
  const Json body =
      strict(with(kBlock,
                  "instance_groups: {}\n"
                  "instance_fleets: {task: {spot_capacity: 1, type: a}, core: {spot_capacity: 1, type: a}, "
                  "master: {type: a}}\n"));
  std::string roles;
  for (const Json& fleet : body["Instances"]["InstanceFleets"])
    roles += fleet["Name"].get<std::string>() + " ";
  EXPECT_EQ(roles, "master core task ");
}

TEST(ClusterFile, SeveralSubnets) {
  Loaded groups = load_text(with(kBlock, "vpc_subnet_id: [subnet-b, subnet-a]"), Mode::kStrict);
  EXPECT_EQ(groups.file.body["Instances"]["Ec2SubnetId"], "subnet-b");
  EXPECT_EQ(groups.file.subnets, (std::vector<std::string>{"subnet-b", "subnet-a"}));
  Json fleets = strict(with(kBlock,
                            "vpc_subnet_id: [subnet-b, subnet-a]\ninstance_groups:\n"
                            "instance_fleets: {master: {use_spot: false, type: m5.xlarge}}"));
  EXPECT_EQ(fleets["Instances"]["Ec2SubnetIds"].dump(), R"(["subnet-b","subnet-a"])");
}

TEST(ClusterFile, TheSshPlayGetsItsNodes) {
  Loaded loaded = load_text(kBlock, Mode::kStrict);
  ASSERT_TRUE(loaded.file.user_info.is_sequence());
  EXPECT_EQ(loaded.file.user_info.items[0].find("name")->text, "ada");
  EXPECT_TRUE(loaded.file.user_cmd_prompt.is_null());
  EXPECT_EQ(loaded.file.body.dump().find("ada"), std::string::npos);
}

TEST(ClusterFile, WordsWithQuotes) {
  Loaded words = load_source("name='My cluster' log_uri=\"s3://a b\" x=", Mode::kAnsible);
  EXPECT_EQ(words.file.name, "My cluster");
  EXPECT_EQ(words.file.body["LogUri"], "s3://a b");
  words =
      load_source(R"(name="a\"b" log_uri={{ lookup('env', 'B') }}/logs keypair_name=a"b c"d name="last\n")",
                  Mode::kAnsible, {{"B", "s3://x"}});
  EXPECT_EQ(words.findings.to_text(), "");
  EXPECT_EQ(words.file.name, "last\n");
  EXPECT_EQ(words.file.body["LogUri"], "s3://x/logs");
  EXPECT_EQ(words.file.body["Instances"]["Ec2KeyName"], "a\"b c\"d");
}

TEST(ClusterFile, NothingToRead) {
  Diagnostics findings;
  for (const char* source : {"", "@/does/not/exist.yml", "/does/not/exist.yml", "name=a b",
                             "name='a log_uri=b", "name={{ a log_uri=b"})
    EXPECT_FALSE(load_cluster_file(source, Mode::kStrict, process_environment(), findings)) << source;
  for (const char* text :
       {"", "a: [", "\xff\xfe", "- a", "a: 1\n---\nb: 2\n", "{a: 1}}", "{a: [1]], b: 2}", "a: 1\n}"})
    EXPECT_EQ(load_text(text, Mode::kStrict).codes(), std::multiset<std::string>{"E100"}) << text;
}

}  // namespace
}  // namespace sluice::cluster
