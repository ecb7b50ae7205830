#include "jobs/job_fixture_test.h"

namespace sluice::jobs {
namespace {

const std::string kCourse = "course-v1:AcmeU+BIO1+2021";

class ActivityJob : public JobFixture {
 protected:
  const Job& job_ = *find_job("activity");

  // The labels that one event of the day gives, with its course; "-" for none.
  std::string labels(const std::string& source, const std::string& type, const std::string& context,
                     const std::string& rest = "") {
    std::string line = R"({"time":"2021-03-02T10:00:00+00:00","event_source":")" + source + "\"" +
                       (type.empty() ? "" : R"(,"event_type":")" + type + "\"") + R"(,"context":)" + context +
                       rest + "}";
    extract(job_, {line}, "2021-03-02");
    std::string out;
    std::string file = day_file(job_, "2021-03-02");
    for (std::string_view row : base::split(file, '\n')) {
      auto fields = base::split(row, '\t');
      if (fields.size() == 4)
        out += std::string(fields[0] == kCourse ? "C" : fields[0]) + ":" + std::string(fields[1]) + ":" +
               std::string(fields[2]) + " ";
    }
    return out.empty() ? "-" : out;
  }
};

TEST_F(ActivityJob, LabelsOfTheSpec) {
  std::string c = R"({"course_id":")" + kCourse + R"(","user_id":11})";
  EXPECT_EQ(labels("server", "problem_check", c), "C:11:ACTIVE C:11:ATTEMPTED_PROBLEM ");
  EXPECT_EQ(labels("browser", "problem_check", c), "C:11:ACTIVE ");
  EXPECT_EQ(labels("browser", "play_video", c), "C:11:ACTIVE C:11:PLAYED_VIDEO ");
  EXPECT_EQ(labels("mobile", "play_video", c, R"(,"event":"")"), "C:11:ACTIVE C:11:PLAYED_VIDEO ");
  EXPECT_EQ(labels("server", "play_video", c), "C:11:ACTIVE ");
  EXPECT_EQ(labels("server", "edx.forum.thread.created", c), "C:11:ACTIVE C:11:POSTED_FORUM ");
  EXPECT_EQ(labels("server", "edx.forum.thread.voted", c), "C:11:ACTIVE ");
  EXPECT_EQ(labels("browser", "edx.forum.thread.created", c), "C:11:ACTIVE ");
  EXPECT_EQ(labels("server", "edx.course.enrollment.activated", c), "-");
  EXPECT_EQ(labels("task", "problem_check", c), "-");
  std::string url = "/courses/" + kCourse + "/info";
  EXPECT_EQ(labels("server", url, R"({"course_id":"","user_id":11})"), "C:11:ACTIVE ");
  EXPECT_EQ(labels("server", url, R"({"course_id":"bad","user_id":11})"), "-");
  EXPECT_EQ(labels("browser", "page_close", R"({"user_id":11})", R"(,"page":"https://lms)" + url + "\""),
            "C:11:ACTIVE ");
  EXPECT_EQ(labels("mobile", "play_video", R"({"user_id":11})"), "-");
  EXPECT_EQ(labels("server", "problem_check", R"({"course_id":")" + kCourse + R"(","user_id":""})"), "-");
  EXPECT_EQ(labels("browser", "problem_check", R"({"course_id":")" + kCourse + R"(","user_id":"11"})"),
            "C:11:ACTIVE ");
  EXPECT_EQ(labels("server", "", c), "-");
}

std::string event(const std::string& time, const std::string& user, const std::string& source,
                  const std::string& type) {
  return R"({"time":"2021-)" + time + R"(T10:00:00+00:00","event_source":")" + source +
         R"(","event_type":")" + type + R"(","context":{"course_id":")" + kCourse + R"(","user_id":)" + user +
         "}}";
}

TEST_F(ActivityJob, WeeksOfTheSpec) {
  extract(job_,
          {event("03-01", "1", "browser", "play_video"), event("03-03", "1", "browser", "play_video"),
           event("03-07", "2", "server", "problem_check"), event("03-08", "1", "server", "problem_check")},
          "2021-03-01..2021-03-15");
  auto row = [](const std::string& from, const std::string& to, const std::string& label, int n) {
    return kCourse + "\t2021-" + from + " 00:00:00\t2021-" + to + " 00:00:00\t" + label + "\t" +
           std::to_string(n);
  };
  EXPECT_EQ(reduce(job_, "2021-03-01..2021-03-15").rows["course_activity"],
            (std::vector<std::string>{
                row("03-01", "03-08", "ACTIVE", 2), row("03-01", "03-08", "ATTEMPTED_PROBLEM", 1),
                row("03-01", "03-08", "PLAYED_VIDEO", 1), row("03-08", "03-15", "ACTIVE", 1),
                row("03-08", "03-15", "ATTEMPTED_PROBLEM", 1)}));
  EXPECT_EQ(day_file(job_, "2021-03-01"), kCourse + "\t1\tACTIVE\t1\n" + kCourse + "\t1\tPLAYED_VIDEO\t1\n");
}

TEST_F(ActivityJob, IntervalsOfTheSpec) {
  auto interval = [&](const std::string& end, int weeks) {
    Parameters p;
    p.end_date = *base::parse_day(end);
    p.weeks = weeks;
    return base::format_interval(job_.days(p, base::Day{})->result);
  };
  EXPECT_EQ(interval("2014-01-01", 1), "2013-12-23..2013-12-30");
  EXPECT_EQ(interval("2014-01-06", 2), "2013-12-23..2014-01-06");
  EXPECT_EQ(interval("2012-02-29", 52), "2011-02-28..2012-02-27");
  EXPECT_EQ(interval("2014-01-05", 1), "2013-12-23..2013-12-30");  // a Sunday
  Parameters p;
  p.end_date = *base::parse_day("2014-01-01");  // the window hangs on end_date, not on the last Monday
  EXPECT_EQ(base::format_interval(job_.days(p, base::Day{})->window), "2013-12-29..2014-01-01");
  EXPECT_FALSE(find_parameter("weeks")->set(p, "0"));
}

}  // namespace
}  // namespace sluice::jobs
