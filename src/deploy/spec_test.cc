#include "deploy/spec.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace sluice::deploy {
namespace {

std::string faults(const std::string& yaml) {
  Diagnostics findings;
  check(format::parse_yaml(yaml, "c.yml").value(), "c.yml", findings);
  return findings.to_text();
}

Spec spec(const std::string& yaml) {
  Diagnostics findings;
  Spec out = check(format::parse_yaml(yaml, "/etc/site/c.yml").value(), "/etc/site/c.yml", findings);
  EXPECT_EQ(findings.to_text(), "");
  return out;
}

TEST(Spec, TheLeastOneHasDefaults) {
  Spec s = spec("deployment: {name: demo, target: local}");
  EXPECT_EQ(s.state, "/etc/site/.sluice/demo");
  EXPECT_EQ(s.deployment_file(), "/etc/site/.sluice/demo/deployment.json");
  EXPECT_EQ(s.result_store.database, "reports");
  EXPECT_EQ(s.result_store.collation, "utf8_bin");
  EXPECT_FALSE(s.result_store.port);
  EXPECT_TRUE(s.buckets.empty());
}

TEST(Spec, BucketsAsListOrMapAndPathsAgainstTheFile) {
  Spec list = spec("deployment: {name: demo, target: local, state: /var/s, buckets: [tracking, warehouse]}");
  ASSERT_EQ(list.buckets.size(), 2u);
  EXPECT_EQ(list.buckets[1].path, "/var/s/buckets/warehouse");
  Spec map = spec(
      "deployment:\n  name: demo\n  target: local\n  buckets:\n    tracking: {path: ../logs}\n    "
      "warehouse:\n");
  EXPECT_EQ(map.buckets[0].path, "/etc/logs");
  EXPECT_EQ(map.buckets[1].path, "/etc/site/.sluice/demo/buckets/warehouse");
}

TEST(Spec, TheGuidesPageAndTheDataTowersKeysAreLeftAlone) {
  EXPECT_EQ(
      faults("name: ETL\nkeypair_name: k\nrelease_label: emr-4.7.2\nsteps: [{type: script}]\n"
             "deployment: {name: demo, target: local, jobs: {pattern: x, anything: [1]}, lms: {}, geo: f}\n"),
      "");
}

TEST(Spec, AllFaultsAtOnceEachWithItsPlace) {
  EXPECT_EQ(faults(R"(deployment:
  name: Demo!
  target: locl
  bukets: [a]
  buckets: [tracking, x, tracking, {a: b}]
  result_store:
    port: 80
    database: mysql
    colation: utf8_bin
    collation: latin1_swedish_ci
)"),
            R"(c.yml:2:9: error: name: 'Demo!' is no name for a deployment
  up to 31 of a-z, 0-9 and '-', beginning with a letter
c.yml:3:11: error: target: 'locl' is not a target
  local or aws
c.yml:4:3: error: unknown key 'bukets' (did you mean 'buckets'?)
c.yml:5:23: error: buckets: 'x' is no name for a bucket
  3 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends
c.yml:5:26: error: buckets: 'tracking' stands twice
c.yml:5:36: error: buckets: each item must be a name
c.yml:7:11: error: result_store: port: '80' is no port for this
  a number from 1024 to 65535
c.yml:8:15: error: result_store: database: 'mysql' belongs to the server
c.yml:9:5: error: unknown key 'colation' (did you mean 'collation'?)
c.yml:10:16: error: result_store: collation: 'latin1_swedish_ci' is not offered
  utf8_bin (the guide's) or utf8mb4_bin; both compare exactly
)");
}

TEST(Spec, WrongShapesAreToldNotTripped) {
  for (const char* yaml : {"deployment: 7", "deployment: [a]", "a: 1", "[1, 2]", "",
                           "deployment:", "deployment: {name: [a], target: {b: c}}",
                           "deployment: {name: demo, target: local, buckets: 3}",
                           "deployment: {name: demo, target: local, buckets: {abc: 4}}",
                           "deployment: {name: demo, target: local, buckets: {abc: {pth: x}}}",
                           "deployment: {name: demo, target: local, result_store: [1]}",
                           "deployment: {name: demo, target: local, result_store: {port: [1]}}",
                           "deployment: {name: demo, target: local, result_store: {database: {}}}",
                           "deployment: {name: demo, target: local, state: [x]}"})
    EXPECT_NE(faults(yaml).find("error: "), std::string::npos) << yaml;
}

TEST(Spec, KeysOfAwsAreAWarningAtTargetLocal) {
  EXPECT_EQ(faults("deployment: {name: demo, target: local, vpc: {}}"),
            "c.yml:1:41: warning: 'vpc' means nothing to target local\n");
  EXPECT_EQ(faults("deployment: {name: demo, target: aws, vpc: {}}"), "");
}

TEST(Spec, AMissingFileAndBrokenYamlAreBadInput) {
  Diagnostics findings;
  EXPECT_EQ(load_spec("/no/such/file.yml", findings).error().kind, ErrorKind::kInvalidInput);
  auto folder = base::TemporaryFolder::create("spec_test");
  ASSERT_TRUE(base::write_file_atomically(folder->path() + "/c.yml", "deployment:\n  name: [\n"));
  auto broken = load_spec(folder->path() + "/c.yml", findings);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::kInvalidInput);
  EXPECT_GT(broken.error().mark->line, 1);
}

}  // namespace
}  // namespace sluice::deploy
