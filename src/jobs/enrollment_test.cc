#include "jobs/job_fixture_test.h"

namespace sluice::jobs {
namespace {

const std::string kCourse = "course-v1:AcmeU+BIO1+2021";

std::string enrollment(const std::string& time, const std::string& letter, const std::string& user,
                       const std::string& mode, const std::string& course = kCourse) {
  std::string type = letter == "A" ? "activated" : letter == "D" ? "deactivated" : "mode_changed";
  return R"({"time":"2021-)" + time + R"(:00+00:00","event_type":"edx.course.enrollment.)" + type +
         R"(","event_source":"server","event":{"course_id":")" + course + R"(","user_id":)" + user +
         R"(,"mode":")" + mode + R"("}})";
}

class EnrollmentJob : public JobFixture {
 protected:
  const Job& job_ = *find_job("enrollment");
  std::vector<std::string> rows(const TextRows& out, const std::string& table) {
    auto found = out.rows.find(table);
    return found == out.rows.end() ? std::vector<std::string>() : found->second;
  }
  void profiles(const std::vector<std::string>& rows) {
    lms_.add("auth_userprofile", "user_id|name|gender|year_of_birth|level_of_education", rows);
  }
};

using V = std::vector<std::string>;

TEST_F(EnrollmentJob, DropsInTheOrderOfTheSpec) {
  auto with_payload = [](const std::string& payload) {
    return R"({"time":"2021-03-02T10:00:00","event_type":"edx.course.enrollment.activated","event_source":"browser","event":)" +
           payload + "}";
  };
  std::string c = R"("course_id":")" + kCourse + "\"";
  EXPECT_EQ(
      extract(
          job_,
          {
              with_payload("{" + c + R"(,"user_id":1,"mode":"audit"})"),
              with_payload("{" + c + R"(,"user_id":" 2 ","mode":""})"),
              with_payload("{" + c + R"(,"user_id":0,"mode":"x"})"),
              with_payload(R"({"course_id":"  AcmeU/BIO1/2021\n","user_id":3,"mode":"x"})"),
              with_payload(R"("{\"course_id\": \"A/B/C\", \"user_id\": 4, \"mode\": \"x\"}")"),
              // dropped:
              with_payload("{" + c + R"(,"user_id":"abc","mode":"audit"})"),
              with_payload("{" + c + R"(,"user_id":null,"mode":"audit"})"),
              with_payload("{" + c + R"(,"mode":"audit"})"),
              with_payload("{" + c + R"(,"user_id":1,"mode":null})"),
              with_payload("{" + c + R"(,"user_id":1})"),
              with_payload(R"({"course_id":"bad","user_id":1,"mode":"audit"})"),
              with_payload(R"({"user_id":1,"mode":"audit"})"),
              with_payload("null"),
              with_payload("[]"),
              R"({"time":"2021-03-02T10:00:00","event_type":"edx.course.enrollment.upgraded","event":{}})",
              R"({"time":"2021-03-02T10:00:00","event":{}})",
          },
          "2021-03-02"),
      5u);
  EXPECT_EQ(day_file(job_, "2021-03-02"),
            "A/B/C\t4\t2021-03-02T10:00:00.000000\tedx.course.enrollment.activated\tx\n"
            "AcmeU/BIO1/2021\t3\t2021-03-02T10:00:00.000000\tedx.course.enrollment.activated\tx\n" +
                kCourse + "\t0\t2021-03-02T10:00:00.000000\tedx.course.enrollment.activated\tx\n" + kCourse +
                "\t1\t2021-03-02T10:00:00.000000\tedx.course.enrollment.activated\taudit\n" + kCourse +
                "\t2\t2021-03-02T10:00:00.000000\tedx.course.enrollment.activated\t\n");
}

TEST_F(EnrollmentJob, AggregatesOfTheSpec) {
  profiles({"1|a|m|1984|b", "2|b||\\N|xx"});
  extract(job_,
          {enrollment("03-02T10:00", "A", "1", "audit"), enrollment("03-02T10:00", "A", "2", "audit"),
           enrollment("03-03T10:00", "D", "2", "audit"), enrollment("03-05T10:00", "A", "3", "verified")},
          "2021-03-01..2021-03-06");
  TextRows out = reduce(job_, "2021-03-01..2021-03-06");
  std::string c = kCourse + "\t", d = "2021-03-05\t";
  EXPECT_EQ(rows(out, "course_enrollment_daily"), (V{c + "2021-03-02\t2\t2", c + "2021-03-03\t1\t2",
                                                     c + "2021-03-04\t1\t2", c + "2021-03-05\t2\t3"}));
  V modes = rows(out, "course_enrollment_mode_daily");
  EXPECT_EQ(V(modes.end() - 2, modes.end()), (V{d + c + "audit\t1\t2", d + c + "verified\t1\t1"}));
  EXPECT_EQ(modes.size(), 5u);
  V genders = rows(out, "course_enrollment_gender_daily");
  EXPECT_EQ(V(genders.end() - 2, genders.end()), (V{d + c + "\\N\t1\t2", d + c + "m\t1\t1"}));
  EXPECT_EQ(rows(out, "course_enrollment_birth_year_daily"), (V{d + c + "\\N\t1\t2", d + c + "1984\t1\t1"}));
  EXPECT_EQ(rows(out, "course_enrollment_education_level_daily"),
            (V{d + c + "\\N\t1\t2", d + c + "bachelors\t1\t1"}));
}

TEST_F(EnrollmentJob, SummaryOfTheSpec) {
  std::vector<std::string> lines;
  auto add = [&](int from, int n, const std::string& time, const std::string& letter,
                 const std::string& mode) {
    for (int i = 0; i < n; ++i) lines.push_back(enrollment(time, letter, std::to_string(from + i), mode));
  };
  // On 02-26: audit 42 of 50, honor 3. On 03-05: audit 40 of 60 (the 3 of honor among them), verified 5.
  add(0, 50, "02-20T10:00", "A", "audit");
  add(0, 8, "02-21T10:00", "D", "audit");
  add(50, 3, "02-20T10:00", "A", "honor");
  add(50, 3, "03-01T10:00", "M", "audit");
  add(8, 12, "03-02T10:00", "D", "audit");
  add(53, 7, "03-03T10:00", "A", "audit");
  add(60, 5, "03-04T10:00", "A", "verified");
  profiles({});
  extract(job_, lines, "2021-02-20..2021-03-06");
  TextRows out = reduce(job_, "2021-02-20..2021-03-06");
  std::string nulls = "\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t";
  EXPECT_EQ(
      rows(out, "course_meta_summary_enrollment"),
      (V{kCourse + "\t" + nulls + "audit\t40\t-2\t60\t0", kCourse + "\t" + nulls + "verified\t5\t5\t5\t0"}));
}

TEST_F(EnrollmentJob, IncrementalExampleOfTheSpec) {
  profiles({});
  std::vector<std::string> lines = {enrollment("02-28T10:00", "A", "1", "audit"),
                                    enrollment("03-05T10:00", "D", "2", "audit")};
  extract(job_, lines, "2021-03-01..2021-03-08");  // n = 7: the day 02-28 was never read
  V daily = rows(reduce(job_, "2021-02-28..2021-03-08"), "course_enrollment_daily");
  std::string c = kCourse + "\t";
  EXPECT_EQ(daily, (V{c + "2021-03-05\t0\t1", c + "2021-03-06\t0\t1", c + "2021-03-07\t0\t1"}));
  extract(job_, lines, "2021-02-28");  // history loaded later
  EXPECT_EQ(rows(reduce(job_, "2021-02-28..2021-03-08"), "course_enrollment_daily").size(), 8u);
}

TEST_F(EnrollmentJob, WithoutTheLmsTheProfileTablesAreLeftOut) {
  extract(job_, {enrollment("03-02T10:00", "A", "1", "audit")}, "2021-03-02");
  with_lms_ = false;
  TextRows out = reduce(job_, "2021-03-02");
  EXPECT_EQ(out.skipped.size(), 3u);
  EXPECT_EQ(rows(out, "course_enrollment_daily").size(), 1u);
  EXPECT_EQ(rows(out, "course_meta_summary_enrollment").size(), 1u);
  EXPECT_TRUE(rows(out, "course_enrollment_gender_daily").empty());
  with_lms_ = true;  // configured, but the table is not there
  EXPECT_EQ(reduce(job_, "2021-03-02").skipped.size(), 3u);
}

TEST_F(EnrollmentJob, ProfileTraps) {
  profiles({"1|a|o|1890|p_se", "2|b|\\N|x|", "3|c|other|-5|none", "4|d|F|2000|P"});
  std::vector<std::string> lines;
  for (const char* user : {"1", "2", "3", "4", "99"})
    lines.push_back(enrollment("03-02T10:00", "A", user, "audit"));
  extract(job_, lines, "2021-03-02");
  TextRows out = reduce(job_, "2021-03-02");
  std::string p = "2021-03-02\t" + kCourse + "\t";
  EXPECT_EQ(rows(out, "course_enrollment_gender_daily"),
            (V{p + "\\N\t2\t2", p + "F\t1\t1", p + "o\t1\t1", p + "other\t1\t1"}));
  EXPECT_EQ(rows(out, "course_enrollment_birth_year_daily"),
            (V{p + "\\N\t2\t2", p + "-5\t1\t1", p + "1890\t1\t1", p + "2000\t1\t1"}));
  EXPECT_EQ(rows(out, "course_enrollment_education_level_daily"),
            (V{p + "\\N\t3\t3", p + "doctorate\t1\t1", p + "none\t1\t1"}));
}

TEST_F(EnrollmentJob, ModesWithTabsAndBackslashesSurvive) {
  profiles({});
  extract(job_, {enrollment("03-02T10:00", "A", "1", R"(a\tb\\c)")}, "2021-03-02");
  EXPECT_EQ(rows(reduce(job_, "2021-03-02"), "course_enrollment_mode_daily"),
            (V{"2021-03-02\t" + kCourse + R"(	a\tb\\c	1	1)"}));
}

TEST_F(EnrollmentJob, DaysAndWindow) {
  Parameters p;
  base::Day today = *base::parse_day("2021-03-10");
  EXPECT_FALSE(job_.days(p, today));
  p.interval_start = *base::parse_day("2021-03-01");
  auto days = job_.days(p, today);
  EXPECT_EQ(base::format_interval(days->result), "2021-03-01..2021-03-10");
  EXPECT_EQ(base::format_interval(days->window), "2021-03-07..2021-03-10");
  p.overwrite_n_days = 400;
  EXPECT_EQ(base::format_interval(job_.days(p, today)->window), "2021-03-01..2021-03-10");
  p.overwrite_n_days = 0;
  EXPECT_TRUE(job_.days(p, today)->window.empty());
  p.interval_start = *base::parse_day("2021-03-11");
  EXPECT_FALSE(job_.days(p, today));
}

}  // namespace
}  // namespace sluice::jobs
