#include "jobs/job_fixture_test.h"

namespace sluice::jobs {
namespace {

class LocationJob : public JobFixture {
 protected:
  const Job& job_ = *find_job("location");
  std::string event(const std::string& time, const std::string& user, const std::string& course,
                    const std::string& ip) {
    return R"({"time":"2021-03-)" + time + R"(","event_source":"task","event_type":"x","ip":")" + ip +
           R"(","context":{"course_id":")" + course + R"(","user_id":)" + user + "}}";
  }
  void enrollments(const std::vector<std::string>& rows) {
    lms_.add("student_courseenrollment", "id|user_id|course_id|created|is_active|mode", rows);
  }
  std::vector<std::string> rows() {
    return reduce(job_, "2021-03-01..2021-03-06").rows["course_enrollment_location_current"];
  }
};

using V = std::vector<std::string>;

TEST_F(LocationJob, ExampleOfTheSpec) {
  geo_.codes = {{"192.0.2.1", "FR"}, {"192.0.2.2", "DE"}};
  enrollments(
      {"1|1|C/1/r|x|1|audit", "2|1|C/2/r|x|0|audit", "3|2|C/1/r|x|0|audit", "4|3|C/1/r|x|true|audit"});
  extract(job_,
          {event("02T09:00:00", "1", "C/1/r", "192.0.2.1"), event("02T10:00:00", "1", "", "192.0.2.2"),
           event("02T09:00:00", "2", "C/1/r", "10.0.0.7")},
          "2021-03-01..2021-03-06");
  EXPECT_EQ(day_file(job_, "2021-03-02"),
            "1\tC/1/r\t2021-03-02T09:00:00.000000\t192.0.2.1\n1\t\\N\t2021-03-02T10:00:00.000000\t192.0.2.2\n"
            "2\tC/1/r\t2021-03-02T09:00:00.000000\t10.0.0.7\n");
  std::string d = "2021-03-06\t";  // the date of the import
  EXPECT_EQ(rows(), (V{d + "C/1/r\t\\N\t1\t1", d + "C/1/r\tDE\t1\t1", d + "C/1/r\tUNKNOWN\t0\t1",
                       d + "C/2/r\tDE\t0\t1"}));
}

TEST_F(LocationJob, WhatDoesNotHideAnOlderIp) {
  geo_.codes = {{"192.0.2.1", "FR"}, {"192.0.2.2", "DE"}};
  enrollments({"1|1|any course id|x|1|audit"});
  extract(
      job_,
      {event("04T09:00:00", "1", "C/1/r", "192.0.2.1"), event("05T09:00:00", "1", "C/1/r", ""),
       event("05T09:00:00", "\"abc\"", "C/1/r", "192.0.2.2"), event("03T23:00:00", "1", "bad", "192.0.2.2")},
      "2021-03-01..2021-03-06");
  EXPECT_EQ(day_file(job_, "2021-03-03"), "1\t\\N\t2021-03-03T23:00:00.000000\t192.0.2.2\n");
  EXPECT_EQ(day_file(job_, "2021-03-05"), "");
  EXPECT_EQ(rows(), V{"2021-03-06\tany course id\tFR\t1\t1"});
}

TEST_F(LocationJob, ManyLearnersInTheOrderOfText) {
  std::vector<std::string> lines, table;
  for (int i = 1; i <= 300; ++i) {
    std::string ip = "192.0.2." + std::to_string(i % 200), user = std::to_string(i * 7);
    if (i % 3) lines.push_back(event("02T09:00:00", user, "C/1/r", ip));
    geo_.codes[ip] = i % 200 % 2 ? "AA" : "BB";
    table.push_back("0|" + user + "|C/1/r|x|" + (i % 5 ? "1" : "false") + "|audit");
  }
  std::map<std::string, std::pair<int, int>> want;
  for (int i = 1; i <= 300; ++i) {
    auto& n = want[i % 3 ? geo_.codes["192.0.2." + std::to_string(i % 200)] : "\\N"];
    n.first += i % 5 != 0;
    ++n.second;
  }
  enrollments(table);
  extract(job_, lines, "2021-03-01..2021-03-06");
  V expected;
  for (const char* code : {"\\N", "AA", "BB"})
    expected.push_back("2021-03-06\tC/1/r\t" + std::string(code) + "\t" + std::to_string(want[code].first) +
                       "\t" + std::to_string(want[code].second));
  EXPECT_EQ(rows(), expected);
}

}  // namespace
}  // namespace sluice::jobs
