#include "launch/job_config.h"

#include <gtest/gtest.h>

namespace sluice::launch {
namespace {

struct Section {
  jobs::Parameters parameters;
  std::string findings;  // as the user reads them
};

Section read_section(const std::string& yaml, const std::string& job = "activity",
                     jobs::Parameters defaults = {}) {
  auto document = format::parse_yaml(yaml, "c.yml").value();
  Section out{std::move(defaults), {}};
  Diagnostics findings;
  apply_section(*find_jobs_section(document), job, out.parameters, findings);
  out.findings = findings.to_text();
  return out;
}

TEST(JobConfig, TheSectionIsAtTheTopOrInTheDeployment) {
  auto top = format::parse_yaml("jobs: {weeks: 3}\ndeployment: {jobs: {weeks: 4}}\n", "c.yml").value();
  EXPECT_EQ(find_jobs_section(top)->find("weeks")->text, "3");
  auto inside = format::parse_yaml("deployment: {name: x, jobs: {weeks: 4}}\n", "c.yml").value();
  EXPECT_EQ(find_jobs_section(inside)->find("weeks")->text, "4");
  EXPECT_EQ(find_jobs_section(format::parse_yaml("deployment: {name: x}\n", "c.yml").value()), nullptr);
}

TEST(JobConfig, EveryParameterByItsOwnName) {
  auto [p, findings] = read_section(R"(jobs:
  source: [/a, /b]
  pattern: x
  date_pattern: '%d%m%Y'
  expand_interval: 1 week
  interval: 2024-02
  interval_start: 2024-02-02
  interval_end: 2024-02-03
  end_date: 2024-02-04
  weeks: 5
  overwrite_n_days: 0
  geolocation_data: g.mmdb
  date: 2024-02-05
  allow_empty_insert: yes
)");
  EXPECT_EQ(findings, "");
  EXPECT_EQ(p.source, (std::vector<std::string>{"/a", "/b"}));
  EXPECT_EQ(p.pattern, (std::vector<std::string>{"x"})) << "the default is forgotten";
  EXPECT_EQ(p.date_pattern, "%d%m%Y");
  EXPECT_EQ(p.expand_interval.count(), 7);
  EXPECT_EQ(base::format_interval(*p.interval), "2024-02-01..2024-03-01");
  EXPECT_EQ(base::format_day(*p.interval_start), "2024-02-02");
  EXPECT_EQ(base::format_day(*p.interval_end), "2024-02-03");
  EXPECT_EQ(base::format_day(*p.end_date), "2024-02-04");
  EXPECT_EQ(p.weeks, 5);
  EXPECT_EQ(p.overwrite_n_days, 0);
  EXPECT_EQ(p.geolocation_data, "g.mmdb");
  EXPECT_EQ(base::format_day(*p.date), "2024-02-05");
  EXPECT_TRUE(p.allow_empty_insert);
}

TEST(JobConfig, AJobsOwnMapWinsOverSharedOnesWhateverTheOrder) {
  const std::string yaml =
      "jobs:\n  activity: {weeks: 2, pattern: [mine]}\n  weeks: 9\n  pattern: [a, b]\n  location:\n";
  auto activity = read_section(yaml, "activity").parameters;
  EXPECT_EQ(activity.weeks, 2);
  EXPECT_EQ(activity.pattern, (std::vector<std::string>{"mine"}));
  auto location = read_section(yaml, "location").parameters;
  EXPECT_EQ(location.weeks, 9);
  EXPECT_EQ(location.pattern, (std::vector<std::string>{"a", "b"}));
}

TEST(JobConfig, WhatIsNotSaidKeepsItsDefault) {
  jobs::Parameters defaults;
  defaults.source = {"/deployment"};
  auto [p, findings] = read_section("jobs: {weeks: 2}\n", "activity", defaults);
  EXPECT_EQ(p.source, (std::vector<std::string>{"/deployment"}));
  EXPECT_EQ(read_section("jobs:\n").findings, "");
}

TEST(JobConfig, UnknownKeysAreNamedWithTheirPlace) {
  auto findings = read_section("jobs:\n  week: 3\n  activity:\n    patern: x\n    location: {}\n").findings;
  EXPECT_NE(findings.find("c.yml:2:3"), findings.npos) << findings;
  EXPECT_NE(findings.find("did you mean 'weeks'"), findings.npos) << findings;
  EXPECT_NE(findings.find("c.yml:4:5"), findings.npos) << findings;
  EXPECT_NE(findings.find("did you mean 'pattern'"), findings.npos) << findings;
  EXPECT_NE(findings.find("c.yml:5:5"), findings.npos) << "no job inside a job: " << findings;
}

TEST(JobConfig, EveryBadValueIsNamedWithItsPlace) {
  auto [p, findings] = read_section(
      "jobs:\n  weeks: 0\n  interval: soon\n  source: {a: 1}\n  overwrite_n_days: [1]\n  activity: 5\n");
  for (const char* place : {"c.yml:2:10", "c.yml:3:13", "c.yml:4:11", "c.yml:5:21", "c.yml:6:13"})
    EXPECT_NE(findings.find(place), findings.npos) << place << " is missing in\n" << findings;
  EXPECT_EQ(p.weeks, 24) << "a bad value changes nothing";
  EXPECT_NE(read_section("jobs: [1]\n").findings.find("jobs must be a map"), findings.npos);
}

}  // namespace
}  // namespace sluice::launch
