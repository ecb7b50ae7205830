#include <gtest/gtest.h>

#include "base/files.h"
#include "jobs/jobs.h"
#include "launch/run.h"

namespace sluice::launch {
namespace {

class RunCheck : public ::testing::Test {
 protected:
  RunRequest request(const std::vector<const char*>& jobs) {
    RunRequest out;
    for (const char* name : jobs) {
      JobRequest job{jobs::find_job(name), {}};
      job.parameters.interval = base::parse_interval("2024-02-01..2024-02-11").value();
      job.parameters.source = {"/logs"};
      job.parameters.overwrite_n_days = 10;
      out.jobs.push_back(job);
    }
    out.warehouse = folder_.path() + "/w";
    out.tsv = folder_.path() + "/tsv";
    out.today = *base::parse_day("2024-02-20");
    return out;
  }
  static void expect_says(const Diagnostics& findings, const std::vector<const char*>& texts) {
    std::string all = findings.to_text();
    for (const char* text : texts)
      EXPECT_NE(all.find(text), all.npos) << "'" << text << "' is missing in\n" << all;
  }
  base::TemporaryFolder folder_ = base::TemporaryFolder::create("sluice-test").value();
};

TEST_F(RunCheck, AGoodRequestHasNothingToSayAndWritesNothing) {
  auto findings = check(request({"enrollment"}));
  EXPECT_EQ(findings.to_text(), "");
  EXPECT_FALSE(base::file_exists(folder_.path() + "/w"));
}

TEST_F(RunCheck, AllProblemsAtOnce) {
  RunRequest bad = request({"enrollment", "location"});
  bad.warehouse = bad.tsv = "";
  bad.lms = folder_.path() + "/none";
  for (JobRequest& job : bad.jobs) {
    job.parameters.pattern = {"("};
    job.parameters.source.clear();
    job.parameters.interval.reset();
  }
  bad.jobs[1].parameters.geolocation_data = folder_.path() + "/none.mmdb";
  expect_says(check(bad), {"no warehouse is given", "nowhere to put results", "no folder of LMS dumps at",
                           "/none.mmdb", "enrollment: '(' is no regular expression",
                           "location: no logs are given", "no interval is given"});
  expect_says(check(RunRequest{}), {"no job is given"});
}

TEST_F(RunCheck, NothingThatOnlyFollowsFromWhatWasReportedBefore) {
  RunRequest bad = request({"enrollment"});
  bad.jobs[0].parameters.interval.reset();  // --interval soon
  bad.incomplete = true;
  EXPECT_EQ(check(bad).to_text(), "");
}

TEST_F(RunCheck, MissingInputsAreErrorsUnlessAllJobsWereAsked) {
  RunRequest location = request({"location"});
  expect_says(check(location), {"location: no LMS tables are given (--lms), no GeoIP file is given (--geo)"});
  location.skip_what_cannot_run = true;
  EXPECT_FALSE(check(location).has_errors());
  EXPECT_EQ(missing_input(location.jobs[0], location),
            "no LMS tables are given (--lms), no GeoIP file is given (--geo)");
  location.lms = folder_.path();
  EXPECT_EQ(missing_input(location.jobs[0], location), "no GeoIP file is given (--geo)");
}

TEST_F(RunCheck, AnLmsAddressWithAPasswordIsRefusedWithoutShowingIt) {
  RunRequest bad = request({"enrollment"});
  bad.lms = "mysql://me:hunter2@db/edxapp";
  std::string text = check(bad).to_text();
  EXPECT_NE(text.find("--lms: "), text.npos) << text;
  EXPECT_EQ(text.find("hunter2"), text.npos) << text;
}

TEST_F(RunCheck, DaysThatWereNeverReadAreToldWithTheWayToReadThem) {
  RunRequest nightly = request({"enrollment"});
  nightly.jobs[0].parameters.overwrite_n_days = 3;
  ASSERT_TRUE(base::write_file_atomically(
      folder_.path() + "/w/course_enrollment_events/dt=2024-02-02/course_enrollment_events_2024-02-02", ""));
  auto findings = check(nightly);
  EXPECT_FALSE(findings.has_errors());
  expect_says(findings, {"6 of 10 days of 2024-02-01..2024-02-11 were never read", "--overwrite-n-days 10"});
}

TEST_F(RunCheck, NoLogsAreNeededToReadNothing) {
  RunRequest nothing = request({"enrollment"});
  nothing.jobs[0].parameters.overwrite_n_days = 0;
  nothing.jobs[0].parameters.source.clear();
  EXPECT_FALSE(check(nothing).has_errors());
}

}  // namespace
}  // namespace sluice::launch
