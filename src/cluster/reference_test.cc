// What the reference sends: the examples of spec cluster-file.md sections 13 and 14, byte by byte.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cluster/loaded_test.h"

namespace sluice::cluster {
namespace {

constexpr const char* kBase = R"(name: ETL
keypair_name: k
vpc_subnet_id: subnet-1
log_uri: s3://logs
release_label: emr-5.36.0
)";

constexpr const char* kDefaults = R"([
  {"Name":"master","InstanceRole":"MASTER","InstanceType":"m1.medium","InstanceCount":1,"Market":"ON_DEMAND"},
  {"Name":"core","InstanceRole":"CORE","InstanceType":"m1.medium","InstanceCount":1,"Market":"ON_DEMAND"},
  {"Name":"task","InstanceRole":"TASK","InstanceType":"m1.medium","InstanceCount":1,"Market":"SPOT","BidPrice":"0.03"}])";

Json parsed(const std::string& text) {
  return Json::parse(text);
}

Json body_of(const std::string& own, const Variables& variables = {}) {
  Loaded loaded = load_text(with(kBase, own), Mode::kAnsible, variables);
  EXPECT_EQ(loaded.findings.to_text(), "") << own;
  return loaded.file.body;
}
Json instances_of(const std::string& own, const Variables& variables = {}) {
  return body_of(own, variables)["Instances"];
}
Json groups_of(const std::string& own) {
  return instances_of(own)["InstanceGroups"];
}
Json fleets_of(const std::string& own) {
  return instances_of(own)["InstanceFleets"];
}

bool fails(const std::string& own, const std::string& base = kBase) {
  return load_text(with(base, own), Mode::kAnsible).findings.has_errors();
}
bool strict_takes(const std::string& own) {
  Loaded loaded = load_text(with(with(kBase,
                                      "instance_groups:\n"
                                      "  master: {num_instances: 1, type: m5.xlarge}\n"),
                                 own),
                            Mode::kStrict);
  return !loaded.findings.has_errors();
}

TEST(Reference, GuidesFile) {
  Loaded loaded = load_source("@" SLUICE_SOURCE_DIR "/examples/cluster-filled.yml", Mode::kAnsible);
  EXPECT_EQ(loaded.findings.to_text(), "");
  EXPECT_EQ(loaded.file.body.dump(), parsed(R"({
 "Name":"ETL","LogUri":"s3://my-logs","VisibleToAllUsers":true,"JobFlowRole":"emr","ServiceRole":"EMR_DefaultRole",
 "Instances":{"Ec2KeyName":"mykey","KeepJobFlowAliveWhenNoSteps":true,"TerminationProtected":false,
  "Ec2SubnetId":"subnet-0abc1234","AdditionalMasterSecurityGroups":[],"AdditionalSlaveSecurityGroups":[],
  "InstanceGroups":[
   {"Name":"master","InstanceRole":"MASTER","InstanceType":"m3.xlarge","InstanceCount":1,"Market":"ON_DEMAND"},
   {"Name":"core","InstanceRole":"CORE","InstanceType":"m3.xlarge","InstanceCount":2,"Market":"SPOT","BidPrice":"0.8"},
   {"Name":"task","InstanceRole":"TASK","InstanceType":"m3.xlarge","InstanceCount":1,"Market":"SPOT","BidPrice":"0.8"}]},
 "Steps":[{"Name":"Install MySQL connector for Sqoop",
   "HadoopJarStep":{"Jar":"s3://elasticmapreduce/libs/script-runner/script-runner.jar",
     "Args":["s3://my-packages/install-sqoop","s3://my-packages"]},
   "ActionOnFailure":"TERMINATE_JOB_FLOW"}],
 "BootstrapActions":[],
 "Tags":[{"Key":"ansible:emr:name","Value":"ETL"}],
 "ReleaseLabel":"emr-4.7.2",
 "Applications":[{"Name":"Hadoop","Args":[]},{"Name":"Hive","Args":[]},{"Name":"Sqoop-Sandbox","Args":[]},{"Name":"Ganglia","Args":[]}],
 "Configurations":[
  {"Classification":"mapred-site","Properties":{"mapreduce.framework.name":"yarn","mapreduce.jobtracker.retiredjobs.cache.size":"50","mapreduce.reduce.shuffle.input.buffer.percent":"0.20"}},
  {"Classification":"yarn-site","Properties":{"yarn.resourcemanager.max-completed-applications":"5"}}]})")
                                         .dump());
}

TEST(Reference, GuidesFileStrict) {
  Loaded strict = load_source("@" SLUICE_SOURCE_DIR "/examples/cluster-filled.yml", Mode::kStrict);
  EXPECT_FALSE(strict.findings.has_errors()) << strict.findings.to_text();
  EXPECT_EQ(strict.codes().count("W142"), 1u);
  EXPECT_EQ(strict.file.body["Tags"].dump(),
            R"([{"Key":"ansible:emr:name","Value":"ETL"},{"Key":"sluice:deployment","Value":"ETL"},)"
            R"({"Key":"sluice:component","Value":"cluster"}])");
  EXPECT_EQ(strict.file.body.dump().find("[]"), std::string::npos);
  EXPECT_FALSE(strict.file.body.contains("BootstrapActions"));
  std::vector<std::string> paths;
  for (const Setting& each : strict.file.s3_paths) paths.push_back(each.path + " " + each.text);
  EXPECT_EQ(paths, (std::vector<std::string>{"log_uri s3://my-logs",
                                             "steps[0].step_args[0] s3://my-packages/install-sqoop",
                                             "steps[0].step_args[1] s3://my-packages"}));
}

TEST(Reference, V01SampleFile) {
  const std::string sample = R"(name: ETL
log_uri: s3://logs
applications:
  - name: hadoop
  - name: ganglia
  - name: hive
  - name: pig
  - name: sqoop-sandbox
steps:
  - type: script
    name: Install Sqoop
    step_args: ["s3://b/install-sqoop", "s3://b"]
configurations:
  - {classification: mapred-site, properties: {a: "b"}}
)";
  Loaded loaded = load_text(sample, Mode::kAnsible, {{"AWS_KEYPAIR_NAME", "envkey"}});
  EXPECT_EQ(loaded.findings.to_text(), "");
  const Json& body = loaded.file.body;
  EXPECT_EQ(body["AmiVersion"], "2.4.11");
  EXPECT_EQ(body["NewSupportedProducts"].dump(),
            R"([{"Name":"hadoop","Args":[]},{"Name":"ganglia","Args":[]},{"Name":"hive","Args":[]},)"
            R"({"Name":"pig","Args":[]},{"Name":"sqoop-sandbox","Args":[]}])");
  for (const char* absent : {"ReleaseLabel", "Applications", "Configurations"})
    EXPECT_FALSE(body.contains(absent)) << absent;
  EXPECT_EQ(body["Instances"]["InstanceGroups"].dump(), parsed(kDefaults).dump());
  EXPECT_EQ(body["Instances"]["Ec2KeyName"], "envkey");
  EXPECT_EQ(body["Steps"][0]["Name"], "Install Sqoop");
  EXPECT_FALSE(body["Steps"][0].contains("ActionOnFailure"));
}

TEST(Reference, V02DefaultsAreMerged) {
  Json expected = parsed(kDefaults);
  expected[0]["InstanceType"] = "m5.xlarge";
  EXPECT_EQ(groups_of("instance_groups: {master: {num_instances: 1, type: m5.xlarge}}").dump(),
            expected.dump());
  EXPECT_EQ(groups_of("instance_groups: {}").dump(), parsed(kDefaults).dump());
}

TEST(Reference, V03ZeroDropsAGroup) {
  EXPECT_EQ(groups_of("instance_groups:\n"
                      "  core: {num_instances: 0}\n"
                      "  task: {num_instances: \"2\", type: m5.xlarge, market: ON_DEMAND}")
                .dump(),
            parsed(R"([
  {"Name":"master","InstanceRole":"MASTER","InstanceType":"m1.medium","InstanceCount":1,"Market":"ON_DEMAND"},
  {"Name":"task","InstanceRole":"TASK","InstanceType":"m5.xlarge","InstanceCount":2,"Market":"ON_DEMAND","BidPrice":"0.03"}])")
                .dump());
}

TEST(Reference, V04BidAndVolumeType) {
  EXPECT_EQ(
      groups_of(
          "instance_groups: {core: {num_instances: 2, type: m5.xlarge, bidprice: 0.1, volume_type: st1}}")[1]
          .dump(),
      R"({"Name":"core","InstanceRole":"CORE","InstanceType":"m5.xlarge","InstanceCount":2,)"
      R"("Market":"ON_DEMAND","BidPrice":"0.1","EbsConfiguration":{"EbsBlockDeviceConfigs":)"
      R"([{"VolumeSpecification":{"VolumeType":"st1","SizeInGB":32}}],"EbsOptimized":true}})");
}

TEST(Reference, V05VolumeSizeIsANumber) {
  EXPECT_EQ(
      groups_of("instance_groups: {core: {volume_size: \"64\", volume_type: io1}}")[1]["EbsConfiguration"]
          .dump(),
      R"({"EbsBlockDeviceConfigs":[{"VolumeSpecification":{"VolumeType":"io1","SizeInGB":64}}],"EbsOptimized":true})");
}

TEST(Reference, V06ListOfSubnets) {
  Json instances = instances_of("vpc_subnet_id: [subnet-a]");
  EXPECT_EQ(instances["Ec2SubnetIds"].dump(), R"(["subnet-a"])");
  EXPECT_FALSE(instances.contains("Ec2SubnetId"));
  for (const char* none : {"vpc_subnet_id: \"\"", "vpc_subnet_id: []", "vpc_subnet_id:"}) {
    Json without = instances_of(none);
    EXPECT_FALSE(without.contains("Ec2SubnetId") || without.contains("Ec2SubnetIds")) << none;
  }
}

TEST(Reference, V07BootstrapActions) {
  EXPECT_EQ(body_of("bootstrap_actions:\n"
                    "  zeta: s3://b/z\n"
                    "  alpha: {path: s3://b/a, args: [x, \"1\"]}\n"
                    "  noargs: {path: s3://b/n}")["BootstrapActions"]
                .dump(),
            parsed(R"([{"Name":"zeta","ScriptBootstrapAction":{"Path":"s3://b/z","Args":[]}},
                       {"Name":"alpha","ScriptBootstrapAction":{"Path":"s3://b/a","Args":["x","1"]}},
                       {"Name":"noargs","ScriptBootstrapAction":{"Path":"s3://b/n","Args":[]}}])")
                .dump());
}

constexpr const char* kRunner = "s3://elasticmapreduce/libs/script-runner/script-runner.jar";
std::string step_of(const std::string& step) {
  return body_of("steps: [" + step + "]")["Steps"][0].dump();
}

TEST(Reference, V08EmptyStep) {
  EXPECT_EQ(step_of("{}"), fmt::format(R"({{"Name":"jar","HadoopJarStep":{{"Jar":"{}"}}}})", kRunner));
  EXPECT_EQ(step_of("{step_args: []}"),
            fmt::format(R"({{"Name":"jar","HadoopJarStep":{{"Jar":"{}","Args":[]}}}})", kRunner));
}

TEST(Reference, V09Install) {
  EXPECT_EQ(
      step_of("{type: hive_install, step_args: [no], hive_site: s3://b/h.xml, hive_version: \"0.13.1\"}"),
      fmt::format(
          R"({{"Name":"hive_install","HadoopJarStep":{{"Jar":"{}","Args":["s3://elasticmapreduce/libs/hive/hive-script","--base-path","s3://elasticmapreduce/libs/hive/","--install-hive","--hive-versions","0.13.1","--hive-site=s3://b/h.xml"]}}}})",
          kRunner));
  EXPECT_EQ(
      step_of("{type: pig_install}"),
      fmt::format(
          R"({{"Name":"pig_install","HadoopJarStep":{{"Jar":"{}","Args":["s3://elasticmapreduce/libs/pig/pig-script","--base-path","s3://elasticmapreduce/libs/pig/","--install-pig","--pig-versions","latest"]}}}})",
          kRunner));
}

TEST(Reference, V10V11Types) {
  EXPECT_EQ(step_of("{type: foo, step_args: [x]}"),
            fmt::format(R"({{"Name":"foo","HadoopJarStep":{{"Jar":"{}","Args":["x"]}}}})", kRunner));
  EXPECT_EQ(step_of("{type: streaming, jar: /usr/lib/hadoop/hadoop-streaming.jar, step_args: [a], name: S}"),
            R"({"Name":"S","HadoopJarStep":{"Jar":"/usr/lib/hadoop/hadoop-streaming.jar","Args":["a"]}})");
  EXPECT_EQ(
      step_of("{type: streaming}"),
      R"({"Name":"streaming","HadoopJarStep":{"Jar":"/home/hadoop/contrib/streaming/hadoop-streaming.jar"}})");
}

TEST(Reference, V12NestedConfigurations) {
  EXPECT_EQ(body_of("configurations:\n"
                    "  - classification: hadoop-env\n"
                    "    configurations:\n"
                    "      - classification: export\n"
                    "        properties: {HADOOP_HEAPSIZE: \"2048\"}\n"
                    "        configurations: []")["Configurations"]
                .dump(),
            R"([{"Classification":"hadoop-env","Configurations":[{"Classification":"export",)"
            R"("Properties":{"HADOOP_HEAPSIZE":"2048"},"Configurations":[]}]}])");
}

TEST(Reference, V13TypeErrorsThatStrictTakes) {
  const std::vector<std::string> taken{
      "configurations: [{classification: c, properties: {a: 3072}}]",
      "configurations: [{classification: c, properties: {a: true}}]",
      "configurations: [{classification: c, properties: {a: 0.20}}]",
      "steps: [{type: script, step_args: [5]}]",
      "tags: [{Key: a, Value: 5}]",
      "steps: [{type: script, properties: {a: b}}]",
  };
  for (const std::string& own : taken) {
    EXPECT_TRUE(fails(own)) << own;
    EXPECT_TRUE(strict_takes(own)) << own;
  }
  const std::string null = "configurations: [{classification: c, properties: {a: null}}]";
  EXPECT_TRUE(fails(null));
  EXPECT_FALSE(strict_takes(null));
  const std::string pct =
      "instance_fleets: {master: {use_spot: false, bid_price_pct: \"50\", instance_types: [{type: "
      "m5.xlarge}]}}";
  EXPECT_TRUE(fails(pct));
  EXPECT_TRUE(strict_takes(pct));
}

TEST(Reference, V14RootVolume) {
  for (const char* size : {"50", "\"50\""})
    EXPECT_EQ(body_of(std::string("ebs_root_volume_size: ") + size)["EbsRootVolumeSize"].dump(), "50");
  for (const char* size : {"0", "\"0\""})
    EXPECT_EQ(body_of(std::string("ebs_root_volume_size: ") + size)["EbsRootVolumeSize"].dump(), "0");
  EXPECT_TRUE(fails("ebs_root_volume_size: 50.0"));
}

TEST(Reference, V15FleetOfOneType) {
  EXPECT_EQ(fleets_of("instance_fleets: {master: {instance_types: {type: m5.xlarge}}}").dump(),
            R"([{"Name":"master","InstanceFleetType":"MASTER","TargetSpotCapacity":1,"LaunchSpecifications":)"
            R"({"SpotSpecification":{"TimeoutAction":"TERMINATE_CLUSTER","TimeoutDurationMinutes":15}},)"
            R"("InstanceTypeConfigs":[{"InstanceType":"m5.xlarge","BidPriceAsPercentageOfOnDemandPrice":25,)"
            R"("WeightedCapacity":1}]}])");
}

TEST(Reference, V16FleetInFull) {
  EXPECT_EQ(
      fleets_of("instance_fleets:\n"
                "  core:\n"
                "    on_demand_capacity: 1\n"
                "    spot_capacity: 3\n"
                "    bid_price_pct: 50\n"
                "    on_demand_fallback: true\n"
                "    bid_timeout_after: 30\n"
                "    volume_size: 100\n"
                "    volume_type: gp3\n"
                "    instance_types: [{type: a}, {type: b, weight: 2, bid_price_pct: 60}]")
          .dump(),
      parsed(R"([{"Name":"core","InstanceFleetType":"CORE","TargetOnDemandCapacity":1,"TargetSpotCapacity":3,
  "LaunchSpecifications":{"SpotSpecification":{"TimeoutAction":"SWITCH_TO_ON_DEMAND","TimeoutDurationMinutes":30}},
  "InstanceTypeConfigs":[
   {"InstanceType":"a","BidPriceAsPercentageOfOnDemandPrice":50,"WeightedCapacity":1,"EbsConfiguration":{"EbsBlockDeviceConfigs":[{"VolumeSpecification":{"VolumeType":"gp3","SizeInGB":100}}],"EbsOptimized":true}},
   {"InstanceType":"b","BidPriceAsPercentageOfOnDemandPrice":60,"WeightedCapacity":2,"EbsConfiguration":{"EbsBlockDeviceConfigs":[{"VolumeSpecification":{"VolumeType":"gp3","SizeInGB":100}}],"EbsOptimized":true}}]}])")
          .dump());
}

TEST(Reference, V17FleetOnDemand) {
  EXPECT_EQ(fleets_of("instance_fleets: {core: {use_spot: false, on_demand_capacity: 2, spot_capacity: 5,"
                      " instance_types: [{type: a}]}}")
                .dump(),
            R"([{"Name":"core","InstanceFleetType":"CORE","TargetOnDemandCapacity":2,"InstanceTypeConfigs":)"
            R"([{"InstanceType":"a","BidPriceAsPercentageOfOnDemandPrice":25,"WeightedCapacity":1}]}])");
}

TEST(Reference, V18FleetsOfNothing) {
  Json fleets = fleets_of("instance_fleets: {core: {}, task: {}}");
  ASSERT_EQ(fleets.size(), 1u);
  EXPECT_EQ(fleets[0]["Name"], "task");
  EXPECT_EQ(fleets[0]["TargetOnDemandCapacity"], 0);
  EXPECT_EQ(fleets[0]["TargetSpotCapacity"], 0);
}

TEST(Reference, V19FleetsWin) {
  Json instances = instances_of(
      "instance_groups: {master: {num_instances: 1, type: m5.xlarge}}\n"
      "instance_fleets: {master: {instance_types: {type: m5.xlarge}}}");
  EXPECT_TRUE(instances.contains("InstanceFleets"));
  EXPECT_FALSE(instances.contains("InstanceGroups"));
}

TEST(Reference, V20KeysWithoutEffect) {
  Loaded loaded = load_text(with(kBase,
                                 "role: EMR_EC2_DefaultRole\nservice_role: X\nhadoop_version: 2.4.0\n"
                                 "availability_zone: us-east-1a\nvisible_to_all_users: false\n"
                                 "job_flow_role: Y\nregion: eu-west-1"),
                            Mode::kAnsible);
  EXPECT_EQ(loaded.findings.to_text(), "");
  const Json& body = loaded.file.body;
  EXPECT_EQ(body["JobFlowRole"], "EMR_EC2_DefaultRole");
  EXPECT_EQ(body["ServiceRole"], "EMR_DefaultRole");
  EXPECT_EQ(body["VisibleToAllUsers"], true);
  EXPECT_FALSE(body["Instances"].contains("HadoopVersion") || body["Instances"].contains("Placement"));
  EXPECT_EQ(loaded.file.region, "eu-west-1");
}

TEST(Reference, V21Templates) {
  Loaded loaded = load_text(with(kBase,
                                 "name: \"{{ lookup('env','CLUSTER_NAME') }}\"\n"
                                 "log_uri: \"{{ lookup('env','BUCKET') }}/logs\"\n"
                                 "instance_groups:\n"
                                 "  task:\n"
                                 "    num_instances: \"{{ lookup('env','N')|default(2, true)|int }}\"\n"
                                 "    type: m5.xlarge\n"
                                 "    market: ON_DEMAND"),
                            Mode::kAnsible, {{"CLUSTER_NAME", "Nightly"}, {"BUCKET", "s3://b"}});
  EXPECT_EQ(loaded.findings.to_text(), "");
  EXPECT_EQ(loaded.file.name, "Nightly");
  EXPECT_EQ(loaded.file.body["LogUri"], "s3://b/logs");
  EXPECT_EQ(
      loaded.file.body["Instances"]["InstanceGroups"][2].dump(),
      R"({"Name":"task","InstanceRole":"TASK","InstanceType":"m5.xlarge","InstanceCount":2,"Market":"ON_DEMAND","BidPrice":"0.03"})");
}

TEST(Reference, V22AllNull) {
  Json body = body_of(
      "applications:\nconfigurations:\nsteps:\nbootstrap_actions:\ntags:\ninstance_fleets:\n"
      "additional_master_security_groups:\nec2_attributes:\nebs_root_volume_size:");
  for (const char* absent : {"Applications", "Configurations", "EbsRootVolumeSize"})
    EXPECT_FALSE(body.contains(absent)) << absent;
  EXPECT_FALSE(body["Instances"].contains("AdditionalMasterSecurityGroups"));
  EXPECT_EQ(body["Steps"].dump(), "[]");
  EXPECT_EQ(body["BootstrapActions"].dump(), "[]");
}

TEST(Reference, V23NoInstances) {
  const std::string own = "master_instance_num: 0\ncore_instance_num: 0\ntask_instance_num: 0";
  EXPECT_EQ(groups_of(own).dump(), "[]");
  EXPECT_EQ(load_text(with(kBase, own), Mode::kStrict).codes().count("E148"), 1u);
}

TEST(Reference, V24NameOfDigits) {
  Json body = body_of("name: 2024");
  EXPECT_EQ(body["Name"].dump(), "\"2024\"");
  EXPECT_EQ(body["Tags"][0]["Value"].dump(), "\"2024\"");
}

TEST(Reference, V25SecurityGroups) {
  EXPECT_EQ(instances_of("additional_master_security_groups: \"sg-1,sg-2\"")["AdditionalMasterSecurityGroups"]
                .dump(),
            R"(["sg-1","sg-2"])");
  EXPECT_EQ(instances_of("additional_master_security_groups: \"\"")["AdditionalMasterSecurityGroups"].dump(),
            R"([""])");
}

TEST(Reference, V26KeyValues) {
  Loaded words = load_source("name=Foo log_uri=s3://x vpc_subnet_id=subnet-9", Mode::kAnsible);
  Loaded file = load_text("name: Foo\nlog_uri: s3://x\nvpc_subnet_id: subnet-9\n", Mode::kAnsible);
  EXPECT_EQ(words.findings.to_text(), "");
  EXPECT_EQ(words.file.body.dump(), file.file.body.dump());
  EXPECT_EQ(words.file.body["Instances"]["Ec2KeyName"], "");
}

TEST(Reference, TextsOfPython) {
  const std::vector<std::pair<std::string, std::string>> cases{{"yes", "True"}, {"off", "False"},
                                                               {"1:30", "90"},  {"1.50e+3", "1500.0"},
                                                               {"010", "8"},    {"2016-01-01", "2016-01-01"},
                                                               {"3.10", "3.1"}, {"1e3", "1e3"}};
  for (const auto& [written, sent] : cases) EXPECT_EQ(body_of("name: " + written)["Name"], sent) << written;
  const std::vector<std::pair<std::string, std::string>> bids{
      {"0.8", "0.8"}, {"0.10", "0.1"},      {"1", "1"},           {"1.0", "1.0"},
      {".5", "0.5"},  {"\"0.80\"", "0.80"}, {"0.00001", "1e-05"}, {"null", "None"}};
  for (const auto& [written, sent] : bids)
    EXPECT_EQ(groups_of("instance_groups: {core: {market: SPOT, bidprice: " + written + "}}")[1]["BidPrice"],
              sent)
        << written;
}

TEST(Reference, Counts) {
  for (const auto& [written, count] :
       std::vector<std::pair<std::string, int>>{{"\"2\"", 2}, {"2.7", 2}, {"true", 1}})
    EXPECT_EQ(groups_of("instance_groups: {core: {num_instances: " + written + "}}")[1]["InstanceCount"],
              count)
        << written;
}

TEST(Reference, FailuresOfItsOwn) {
  const std::vector<std::string> own{
      "vpc_subnet_id: {a: b}",
      "instance_groups: {core: {num_instances: two}}",
      "instance_groups: {extra: {num_instances: 1}}",
      "instance_groups: {extra: {type: m5.xlarge}}",
      "instance_groups: {core: {market: }}",
      "instance_groups:",
      "role:",
      "name:",
      "log_uri:",
      "keypair_name:",
      "tags: {a: b}",
      "steps: {a: b}",
      "bootstrap_actions: [{name: a, path: b}]",
      "applications: [Hive]",
      "applications: [{args: [a]}]",
      "applications: [{name: a, args: [1]}]",
      "configurations: [{properties: {a: b}}]",
      "configurations: [{classification: a, properties: {a: 2016-01-01}}]",
      "name: \"{{ nothing }}\"",
      "ec2_attributes: {KeyName: k}",
      "steps: [{action_on_failure: }]",
      "steps: [{jar: 5}]",
      "steps: [{main_class: 5}]",
      "steps: [{step_args: x}]",
      "steps: [{step_args: }]",
      "tags: [{Key: a, Wert: b}]",
      "instance_fleets: {master: {instance_types: [m5.xlarge]}}",
      "instance_fleets: {master: {instance_types: m5.xlarge}}",
      "instance_fleets: {core: {spot_capacity: \"3\", instance_types: [{type: a}]}}",
      "instance_fleets: [a]",
      "instance_groups: {core: {volume_type: 5}}",
  };
  for (const std::string& each : own) EXPECT_TRUE(fails(each)) << each;
  EXPECT_TRUE(fails("", "name: ETL\nkeypair_name: k\n")) << "log_uri is null without one";
  for (const char* fine :
       {"tags: [{Key: a}]", "availability_zone: us-east-1a", "unknown: 1", "vpc_subnet_id: <your subnet>",
        "name: a\nname: b", "steps: [{type: foo, action_on_failure: whatever}]",
        "instance_groups: {core: {market: spot}}", "instance_groups: {core: {wrong: 1}}",
        "instance_groups: {task2: {num_instances: 1, type: m5.xlarge}}", "state: absent"})
    EXPECT_FALSE(fails(fine)) << fine;
}

TEST(Reference, TypesThroughTemplates) {
  const std::string fleet =
      "instance_fleets: {core: {on_demand_capacity: \"%\", instance_types: [{type: a}]}}\nx: 3";
  auto with_template = [&](const std::string& text) {
    std::string out = fleet;
    return out.replace(out.find('%'), 1, text);
  };
  EXPECT_EQ(fleets_of(with_template("{{ x }}"))[0]["TargetOnDemandCapacity"], 3);
  EXPECT_TRUE(fails(with_template("{{ x | int }}")));
  EXPECT_TRUE(fails("x: 5\ntags: [{Key: a, Value: \"{{ x }}\"}]"));
  EXPECT_EQ(body_of("x: 5\ntags: [{Key: a, Value: \"{{ x }}!\"}]")["Tags"][0]["Value"], "5!");
  Json quoted = fleets_of("instance_fleets: {master: {use_spot: \"no\", instance_types: [{type: a}]}}");
  EXPECT_TRUE(quoted[0].contains("TargetSpotCapacity"));
  Json turned = fleets_of(
      "x: 'False'\ninstance_fleets: {master: {use_spot: \"{{ x | string }}\", instance_types: [{type: a}]}}");
  EXPECT_TRUE(turned[0].contains("TargetOnDemandCapacity"));
  EXPECT_EQ(body_of("log_uri: \"s3://logs-{{ region }}\"")["LogUri"], "s3://logs-us-east-1");
  EXPECT_EQ(body_of("x: ~\nname: \"a{{ x }}b\"")["Name"], "ab");
  EXPECT_EQ(instances_of("x: [\"{{ y }}\", b]\ny: a\nvpc_subnet_id: \"{{ x }}\"")["Ec2SubnetIds"],
            Json({"a", "b"}));
  EXPECT_TRUE(fails("x: [\"{{ x }}\"]\nvpc_subnet_id: \"{{ x }}\""));
  EXPECT_TRUE(fails("x: [a]\nname: \"{{ x | default('b') }}\""));
  EXPECT_TRUE(fails("x: 'True'\ntags: [{Key: a, Value: \"{{ x }}\"}]"));
}

TEST(Reference, OddValues) {
  auto told = [](const std::string& own) { return load_text(with(kBase, own), Mode::kAnsible).told(); };
  EXPECT_EQ(told("vpc_subnet_id: {a: b}"), "E133 1:1 vpc_subnet_id\n");
  EXPECT_EQ(told("instance_groups: {core: {num_instances: two}}"),
            "E140 1:26 instance_groups.core.num_instances\n");
  EXPECT_EQ(told("instance_groups: {x: {num_instances: 1}}"), "E141 1:19 instance_groups.x.type\n");
  EXPECT_EQ(told("configurations: [{properties: {a: b}}]"), "E171 1:18 configurations[0]\n");
  EXPECT_EQ(told("configurations: [{classification: a, properties: {b: ~}}]"),
            "E170 1:51 configurations[0].properties.b\n");
  EXPECT_EQ(groups_of("instance_groups: {core: {num_instances: ' 1_0 '}}")[1]["InstanceCount"], 10);
  EXPECT_EQ(groups_of("instance_groups: {master: {num_instances: -1}, core: {num_instances: 0}}").size(), 1U);
  EXPECT_TRUE(fails("steps: [{type: ~}]"));
  EXPECT_TRUE(fails("release_label: ''\nami_version: ~"));
  EXPECT_FALSE(fails("region: ~"));
}

}  // namespace
}  // namespace sluice::cluster
