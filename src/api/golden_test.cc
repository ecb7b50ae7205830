// The golden fixture of spec data-api.md section 11 in a real server, read as a user that may only SELECT:
// the answers of sections 3.1 to 3.8, 5, 7 and 10 and every row of the tables there that is about tables we
// have.
#include <gtest/gtest.h>

#include "api/app.h"
#include "api/store_pool.h"
#include "base/files.h"
#include "support/private_mariadb.h"

namespace sluice::api {
namespace {

const std::string kPlus = "course-v1:edX+DemoX+Demo_2014";
const std::string kSlash = "edX/DemoX/Demo_Course";
const std::string kCcx = "ccx-v1:edx+1.005x-CCX+rerun+ccx@15";
const std::string kNotFound = R"(404 {"detail":"Not found."})";

void load_fixture(store::Connection connection) {
  std::string sql = base::read_file(std::string(SLUICE_SOURCE_DIR) + "/tests/fixtures/golden.sql").value();
  for (size_t end; (end = sql.find(";\n")) != sql.npos; sql.erase(0, end + 2)) {
    const auto done = connection.execute(sql.substr(0, end));
    ASSERT_TRUE(done) << base::to_text(done.error());
  }
}

class Golden : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!support::no_mariadb().empty()) return;
    support::private_mariadb().fresh_database("golden");
    load_fixture(support::private_mariadb().root("golden"));
    store::Connection root = support::private_mariadb().root();
    ASSERT_TRUE(root.execute("CREATE OR REPLACE USER reader@'%' IDENTIFIED BY 'only-read'"));
    ASSERT_TRUE(root.execute("CREATE OR REPLACE USER reader@localhost IDENTIFIED BY 'only-read'"));
    ASSERT_TRUE(root.execute("GRANT SELECT, SHOW VIEW ON golden.* TO reader@'%'"));
    ASSERT_TRUE(root.execute("GRANT SELECT, SHOW VIEW ON golden.* TO reader@localhost"));
    setenv("GOLDEN_PASSWORD", "only-read", 1);
  }

  void SetUp() override {
    SLUICE_NEEDS_MARIADB();
    pool_ = StorePool::create(support::private_mariadb().tcp_dsn("reader", "env:GOLDEN_PASSWORD", "golden"))
                .value();
    app_ = std::make_unique<App>(Sources{*pool_, tokens_, base::system_clock(), true},
                                 AppOptions{.open = true, .check_host = false});
  }

  net::HttpResponse send(const std::string& target, std::vector<net::HttpHeader> headers = {}) {
    return app_->handle({"GET", target, std::move(headers), ""}).reply;
  }
  net::HttpResponse post(const std::string& type, const std::string& body) {
    return app_->handle({"POST", "/api/v0/course_summaries/", {{"Content-Type", type}}, body}).reply;
  }
  // Of the course-v1 course.
  Json course(const std::string& path) { return json(send("/api/v0/courses/" + kPlus + "/" + path)); }
  std::string csv(const std::string& path) {
    const auto reply = send("/api/v0/courses/" + kPlus + "/" + path, {{"Accept", "text/csv"}});
    EXPECT_EQ(*reply.header("Content-Type"), "text/csv; charset=utf-8");
    return reply.body;
  }
  static Json json(const net::HttpResponse& reply) {
    EXPECT_EQ(reply.status, 200) << reply.body;
    return Json::parse(reply.body);
  }
  static std::string text(const net::HttpResponse& reply) {
    return std::to_string(reply.status) + " " + reply.body;
  }
  static std::vector<int64_t> column(const Json& rows, const std::string& name) {
    std::vector<int64_t> values;
    for (const Json& row : rows) values.push_back(row.at(name).get<int64_t>());
    return values;
  }
  using Numbers = std::vector<int64_t>;

  std::unique_ptr<StorePool> pool_;
  TokenWatch tokens_{""};
  std::unique_ptr<App> app_;
};

TEST_F(Golden, Enrollment) {
  EXPECT_EQ(
      course("enrollment/").dump(),
      R"([{"course_id":"course-v1:edX+DemoX+Demo_2014","date":"2014-12-10","count":1892,"created":"2014-12-10T193146"}])");
  EXPECT_EQ(column(course("enrollment/?start_date=2014-12-09"), "count"), (Numbers{1891, 1892}));
  EXPECT_EQ(column(course("enrollment/?end_date=2014-12-10"), "count"), (Numbers{1890, 1891}));
  EXPECT_EQ(column(course("enrollment/?start_date=2014-12-09&end_date=2014-12-10"), "count"),
            (Numbers{1891}));
  EXPECT_EQ(text(send("/api/v0/courses/" + kPlus + "/enrollment/?start_date=2015-01-01")), kNotFound);
  EXPECT_EQ(text(send("/api/v0/courses/" + kPlus + "/enrollment/?start_date=2014-12-10&end_date=2014-12-09")),
            kNotFound);
}

TEST_F(Golden, TheTimeOfDayIsDroppedForDates) {
  EXPECT_EQ(column(course("enrollment/?end_date=2014-12-10T120000"), "count"), (Numbers{1890, 1891}));
  EXPECT_EQ(column(course("enrollment/?start_date=2014-12-10T120000"), "count"), (Numbers{1892}));
  EXPECT_EQ(column(course("enrollment/?start_date=2014-12-9"), "count"), (Numbers{1891, 1892}));
}

TEST_F(Golden, AllKindsOfIdsInBothVersions) {
  for (const std::string& id : {kPlus, kSlash, kCcx, std::string("edX%2FDemoX%2FDemo_Course"),
                                std::string("course-v1%3AedX%2BDemoX%2BDemo_2014")})
    for (const char* version : {"v0", "v1"})
      EXPECT_EQ(
          column(json(send(std::string("/api/") + version + "/courses/" + id + "/enrollment/")), "count"),
          (Numbers{1892}));
}

TEST_F(Golden, IdsAreComparedByteForByte) {
  for (const char* id :
       {"edx/DemoX/Demo_Course", "edX/DemoX/Demo_Course%20", "EDX/DEMOX/DEMO_COURSE", "a/b/c",
        "course-v1:%F0%9F%98%80+b+c", "a/b/c'%20OR%20'1'='1", "a/b/c%00", "%5C/%22/%27"})
    for (const char* path : {"enrollment/", "enrollment/location/", "activity/", "recent_activity/"})
      EXPECT_EQ(text(send(std::string("/api/v0/courses/") + id + "/" + path)), kNotFound) << id << path;
}

TEST_F(Golden, Mode) {
  EXPECT_EQ(
      course("enrollment/mode/").dump(),
      R"([{"course_id":"course-v1:edX+DemoX+Demo_2014","date":"2014-12-10","count":2000,"cumulative_count":2021,"created":"2014-12-10T193146","audit":102,"credit":0,"honor":947,"professional":193,"verified":758,"masters":0}])");
  const Json all = course("enrollment/mode/?start_date=2014-12-01");
  EXPECT_EQ(column(all, "count"), (Numbers{1990, 1995, 2000}));
  EXPECT_EQ(column(all, "cumulative_count"), (Numbers{2011, 2016, 2021}));
  EXPECT_EQ(column(all, "professional"), (Numbers{189, 191, 193}));
}

TEST_F(Golden, BirthYear) {
  EXPECT_EQ(
      course("enrollment/birth_year/").dump(),
      R"([{"course_id":"course-v1:edX+DemoX+Demo_2014","date":"2014-12-10","birth_year":1960,"count":11,"created":"2014-12-10T193146"},{"course_id":"course-v1:edX+DemoX+Demo_2014","date":"2014-12-10","birth_year":1961,"count":58,"created":"2014-12-10T193146"}])");
}

TEST_F(Golden, Education) {
  const Json rows = course("enrollment/education/");
  EXPECT_EQ(
      rows[0].dump(),
      R"({"course_id":"course-v1:edX+DemoX+Demo_2014","date":"2014-12-10","education_level":"bachelors","count":634,"created":"2014-12-10T193146"})");
  EXPECT_EQ(rows[2]["education_level"], "none");
  EXPECT_EQ(
      rows[3].dump(),
      R"({"course_id":"course-v1:edX+DemoX+Demo_2014","date":"2014-12-10","education_level":null,"count":7,"created":"2014-12-10T193146"})");
  EXPECT_EQ(column(rows, "count"), (Numbers{634, 88, 3, 7}));
}

TEST_F(Golden, Gender) {
  EXPECT_EQ(
      course("enrollment/gender/").dump(),
      R"([{"course_id":"course-v1:edX+DemoX+Demo_2014","date":"2014-12-10","female":732,"male":1155,"other":4,"unknown":5,"created":"2014-12-10T193146"}])");
}

TEST_F(Golden, Location) {
  const Json rows = course("enrollment/location/");
  EXPECT_EQ(
      rows[0].dump(),
      R"({"date":"2014-12-10","course_id":"course-v1:edX+DemoX+Demo_2014","country":{"alpha2":null,"alpha3":null,"name":"UNKNOWN"},"count":14,"created":"2014-12-10T193146"})");
  EXPECT_EQ(
      rows[1].dump(),
      R"({"date":"2014-12-10","course_id":"course-v1:edX+DemoX+Demo_2014","country":{"alpha2":"CA","alpha3":"CAN","name":"Canada"},"count":356,"created":"2014-12-10T193146"})");
  EXPECT_EQ(column(rows, "count"), (Numbers{14, 356, 8, 3, 9, 458}));
}

TEST_F(Golden, Activity) {
  const std::string newest =
      R"({"interval_start":"2014-12-15T000000","interval_end":"2014-12-22T000000","course_id":"course-v1:edX+DemoX+Demo_2014","any":302,"attempted_problem":202,"played_video":102,"created":"2014-12-10T193146"})";
  EXPECT_EQ(course("activity/").dump(), "[" + newest + "]");
  EXPECT_EQ(course("activity/?activity_type=played_video").dump(), "[" + newest + "]");
  EXPECT_EQ(
      course("activity/?start_date=2014-12-08").dump(),
      R"([{"interval_start":"2014-12-08T000000","interval_end":"2014-12-15T000000","course_id":"course-v1:edX+DemoX+Demo_2014","any":301,"attempted_problem":201,"played_video":101,"posted_forum":5,"created":"2014-12-10T193146"},)" +
          newest + "]");
  EXPECT_EQ(column(course("activity/?end_date=2014-12-15"), "any"), (Numbers{300}));
  EXPECT_EQ(column(course("activity/?end_date=2014-12-16"), "any"), (Numbers{300, 301}));
  EXPECT_EQ(column(course("activity/?end_date=2014-12-15T000001"), "any"), (Numbers{300, 301}));
}

TEST_F(Golden, RecentActivity) {
  EXPECT_EQ(
      course("recent_activity/").dump(),
      R"({"interval_start":"2014-12-15T00:00:00Z","interval_end":"2014-12-22T00:00:00Z","activity_type":"any","count":302,"course_id":"course-v1:edX+DemoX+Demo_2014"})");
  EXPECT_EQ(course("recent_activity/?label=played_video")["count"], 102);
  EXPECT_EQ(course("recent_activity/?activity_type=ACTIVE&start_date=ignored").dump(),
            course("recent_activity/").dump());
  EXPECT_EQ(course("recent_activity/?activity_type=any&label=Posted_Forum")["interval_start"],
            "2014-12-08T00:00:00Z");
  EXPECT_EQ(text(send("/api/v0/courses/" + kPlus + "/recent_activity/?activity_type=nothing")), kNotFound);
}

TEST_F(Golden, CourseSummaries) {
  const Json rows = json(send("/api/v0/course_summaries/"));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0]["course_id"], kCcx);
  EXPECT_EQ(rows[2]["course_id"], kSlash);
  EXPECT_EQ(
      rows[1].dump(),
      R"({"created":"2014-12-10T193146","course_id":"course-v1:edX+DemoX+Demo_2014","catalog_course_title":"Demo","catalog_course":"edX+DemoX","start_date":"2016-10-11T000000","end_date":"2016-12-18T000000","pacing_type":"instructor_paced","availability":"Upcoming","count":20,"cumulative_count":40,"count_change_7_days":4,"recent_count_change":null,"passing_users":4,"enrollment_modes":{"audit":{"count":5,"cumulative_count":10,"count_change_7_days":1,"passing_users":1},"credit":{"count":0,"cumulative_count":0,"count_change_7_days":0,"passing_users":0},"honor":{"count":0,"cumulative_count":0,"count_change_7_days":0,"passing_users":0},"professional":{"count":10,"cumulative_count":20,"count_change_7_days":2,"passing_users":2},"verified":{"count":5,"cumulative_count":10,"count_change_7_days":1,"passing_users":1},"masters":{"count":0,"cumulative_count":0,"count_change_7_days":0,"passing_users":0}}})");
}

TEST_F(Golden, CourseSummaryParameters) {
  const std::string base = "/api/v0/course_summaries/?";
  const std::string plus = "course-v1:edX%2BDemoX%2BDemo_2014";
  EXPECT_EQ(text(send(base + "recent_date=2014-12-09&fields=count,recent_count_change&course_ids=" + plus)),
            R"(200 [{"count":20,"recent_count_change":-1871}])");
  EXPECT_EQ(json(send(base + "recent_date=2014-11-01&course_ids=" + plus))[0]["recent_count_change"], 20);
  EXPECT_EQ(
      text(send(base + "course_ids=malformed")),
      R"(400 {"error_code":"course_key_malformed","developer_message":"Course id/key malformed malformed."})");
  EXPECT_EQ(
      text(send(base + "course_ids=course-v1:edX+DemoX+Demo_2014")),
      R"(400 {"error_code":"course_key_malformed","developer_message":"Course id/key course-v1:edX DemoX Demo_2014 malformed."})");
  EXPECT_EQ(text(send(base + "course_ids=not/real/course")), kNotFound);
  EXPECT_EQ(text(send(base + "fields=course_id&course_ids=" + plus + ",not/real/course," + plus +
                      ",course-v1:%F0%9D%90%80%2Bb%2Bc")),
            R"(200 [{"course_id":"course-v1:edX+DemoX+Demo_2014"}])");
  EXPECT_EQ(text(send(base + "fields=nope&course_ids=" + plus)), "200 [{}]");
  EXPECT_EQ(text(send(base + "fields=count,course_id&exclude=count&course_ids=" + plus)),
            R"(200 [{"course_id":"course-v1:edX+DemoX+Demo_2014"}])");
  const Json lean = json(send(base + "exclude=passing_users,programs&programs=1"))[0];
  EXPECT_FALSE(lean.contains("passing_users"));
  EXPECT_FALSE(lean.contains("programs"));
  EXPECT_EQ(lean["enrollment_modes"]["audit"].dump(),
            R"({"count":5,"cumulative_count":10,"count_change_7_days":1})");
  EXPECT_EQ(json(send(base + "programs=true"))[1]["programs"].dump(), R"(["482dee71","71c14f59"])");
  EXPECT_EQ(json(send(base + "availability=Archived&page=7&all=1&nonsense=x")).size(), 3U);  // ignored
}

TEST_F(Golden, CourseSummaryPosts) {
  const std::string form = "application/x-www-form-urlencoded";
  EXPECT_EQ(text(post("application/json",
                      R"({"course_ids":["course-v1:edX+DemoX+Demo_2014"],"fields":["course_id","count"]})")),
            R"(200 [{"course_id":"course-v1:edX+DemoX+Demo_2014","count":20}])");
  EXPECT_EQ(
      text(post("application/json",
                R"({"fields":"count","recent_date":"2014-12-09","course_ids":"edX/DemoX/Demo_Course"})")),
      R"(200 [{"count":20}])");
  EXPECT_EQ(text(post(form,
                      "fields=course_id&fields=recent_count_change&recent_date=2014-12-09&course_ids=edX%"
                      "2FDemoX%2FDemo_Course&course_ids=a%2Fb%2Fc")),
            R"(200 [{"course_id":"edX/DemoX/Demo_Course","recent_count_change":-1871}])");
  EXPECT_EQ(text(post(form, "fields=course_id,count&course_ids=edX%2FDemoX%2FDemo_Course")),
            "200 [{}]");  // one odd name
  EXPECT_EQ(json(post(form, "")).size(), 3U);
  std::string many = "fields=course_id&course_ids=edX%2FDemoX%2FDemo_Course";
  for (int i = 0; i < 10000; ++i) many += "&course_ids=course-v1%3Aa%2Bb%2Bc" + std::to_string(i);
  EXPECT_EQ(text(post(form, many)), R"(200 [{"course_id":"edX/DemoX/Demo_Course"}])");
}

TEST_F(Golden, Programs) {
  EXPECT_EQ(
      json(send("/api/v0/programs/?program_ids=482dee71")).dump(),
      R"([{"program_id":"482dee71","program_type":"MicroMasters","program_title":"T 482dee71","course_ids":["ccx-v1:edx+1.005x-CCX+rerun+ccx@15","course-v1:edX+DemoX+Demo_2014","edX/DemoX/Demo_Course"],"created":"2014-12-10T19:31:46Z"}])");
  EXPECT_EQ(text(send("/api/v0/programs/?program_ids=none")), kNotFound);
  EXPECT_EQ(
      send("/api/v0/programs/?format=csv&fields=course_ids").body,
      "course_ids\r\n\"ccx-v1:edx+1.005x-CCX+rerun+ccx@15, course-v1:edX+DemoX+Demo_2014, "
      "edX/DemoX/Demo_Course\"\r\n"
      "\"ccx-v1:edx+1.005x-CCX+rerun+ccx@15, course-v1:edX+DemoX+Demo_2014, edX/DemoX/Demo_Course\"\r\n");
}

TEST_F(Golden, Csv) {
  EXPECT_EQ(
      csv("enrollment/location/"),
      "count,country.alpha2,country.alpha3,country.name,course_id,created,date\r\n"
      "14,,,UNKNOWN,course-v1:edX+DemoX+Demo_2014,2014-12-10T193146,2014-12-10\r\n"
      "356,CA,CAN,Canada,course-v1:edX+DemoX+Demo_2014,2014-12-10T193146,2014-12-10\r\n"
      "8,GB,GBR,United Kingdom,course-v1:edX+DemoX+Demo_2014,2014-12-10T193146,2014-12-10\r\n"
      "3,KR,KOR,South Korea,course-v1:edX+DemoX+Demo_2014,2014-12-10T193146,2014-12-10\r\n"
      "9,TW,TWN,Taiwan,course-v1:edX+DemoX+Demo_2014,2014-12-10T193146,2014-12-10\r\n"
      "458,US,USA,United States of America,course-v1:edX+DemoX+Demo_2014,2014-12-10T193146,2014-12-10\r\n");
  const std::pair<const char*, const char*> headers[] = {
      {"enrollment/", "count,course_id,created,date"},
      {"enrollment/mode/",
       "audit,count,course_id,created,credit,cumulative_count,date,honor,masters,professional,verified"},
      {"enrollment/birth_year/", "birth_year,count,course_id,created,date"},
      {"enrollment/education/", "count,course_id,created,date,education_level"},
      {"enrollment/gender/", "course_id,created,date,female,male,other,unknown"},
      {"activity/", "any,attempted_problem,course_id,created,interval_end,interval_start,played_video"},
      {"activity/?start_date=2014-12-01",
       "any,attempted_problem,course_id,created,interval_end,interval_start,played_video,posted_forum"},
  };
  for (const auto& [path, header] : headers)
    EXPECT_TRUE(csv(path).starts_with(std::string(header) + "\r\n")) << csv(path);
  EXPECT_EQ(csv("activity/?end_date=2014-12-16&fields=posted_forum,any,nope,any"),
            "posted_forum,any\r\n,300\r\n5,301\r\n");
  EXPECT_EQ(csv("enrollment/education/?fields=education_level"),
            "education_level\r\nbachelors\r\ndoctorate\r\nnone\r\n\"\"\r\n");
}

TEST_F(Golden, CsvFileNames) {
  const std::tuple<std::string, const char*, const char*> names[] = {
      {kPlus, "enrollment/", "edX-DemoX-Demo_2014--enrollment.csv"},
      {kCcx, "enrollment/mode/", "edx-1.005x-CCX-rerun--enrollment_mode.csv"},
      {kSlash, "enrollment/birth_year/", "edX-DemoX-Demo_Course--enrollment-age.csv"},
      {kSlash, "enrollment/education/", "edX-DemoX-Demo_Course--enrollment-education.csv"},
      {kSlash, "enrollment/gender/", "edX-DemoX-Demo_Course--enrollment-gender.csv"},
      {kSlash, "enrollment/location/", "edX-DemoX-Demo_Course--enrollment-location.csv"},
      {kSlash, "activity/", "edX-DemoX-Demo_Course--engagement-activity.csv"},
  };
  for (const auto& [id, path, name] : names) {
    const auto reply = send("/api/v0/courses/" + id + "/" + path + "?format=csv");
    EXPECT_EQ(*reply.header("Content-Disposition"), std::string("attachment; filename=") + name);
  }
  EXPECT_EQ(*send("/api/v0/course_summaries/?format=csv").header("Content-Disposition"),
            "attachment; filename=course_summaries.csv");
}

TEST_F(Golden, NegotiatedByHeaderAndParameter) {
  const auto type = [&](const std::string& query, const std::string& accept) {
    return *send("/api/v0/courses/" + kPlus + "/enrollment/" + query, {{"Accept", accept}})
                .header("Content-Type");
  };
  EXPECT_EQ(type("", "text/csv;q=0.9"), "text/csv; charset=utf-8");
  EXPECT_EQ(type("?format=csv", "application/json"), "text/csv; charset=utf-8");
  EXPECT_EQ(type("?format=json", "text/csv"), "application/json");
  EXPECT_EQ(type("", "text/html"), "application/json");
  EXPECT_EQ(type("?data_format=csv", "*/*"), "application/json");
}

TEST_F(Golden, Courses) {
  const Json all = json(send("/api/sluice/v1/courses/"))["courses"];
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(
      all[1].dump(),
      R"({"course_id":"course-v1:edX+DemoX+Demo_2014","org":"edX","course":"DemoX","run":"Demo_2014","title":"Demo","start_date":"2016-10-11T000000","end_date":"2016-12-18T000000","availability":"Upcoming","current_enrollment":2000,"total_enrollment":2021,"has":["enrollment","mode","birth_year","education","gender","location","activity"],"last_updated":"2014-12-10T193146"})");
}

TEST_F(Golden, Meta) {
  const Json meta = json(send("/api/sluice/v1/meta/"));
  EXPECT_EQ(meta["auth"], "none");
  EXPECT_EQ(meta["rows"]["course_enrollment_daily"].dump(),
            R"({"rows":9,"max_created":"2014-12-10T193146","max_date":"2014-12-10"})");
  EXPECT_EQ(meta["rows"]["course_activity"]["max_date"], "2014-12-22");
}

TEST_F(Golden, OddRowsOfTheStore) {
  store::Connection root = support::private_mariadb().root("golden");
  const auto run = [&](const char* sql) { ASSERT_TRUE(root.execute(sql)) << sql; };
  run("INSERT INTO course_enrollment_mode_daily (date, course_id, mode, count, cumulative_count) VALUES"
      " ('2020-01-01', 'a/b/odd', 'audit', NULL, NULL), ('2020-01-01', 'a/b/odd', 'secret', 3, 4)");
  run("INSERT INTO course_meta_summary_enrollment (course_id, enrollment_mode, count) VALUES ('a/b/odd', "
      "'secret', NULL)");
  run("INSERT INTO course_enrollment_daily (course_id, date, count) VALUES ('a/b/odd', '2020-01-01', NULL)");
  run("INSERT INTO course_activity (course_id, interval_start, interval_end, label, count) VALUES"
      " ('a/b/odd', '2020-01-01', '2020-01-08', 'SLEPT', 9)");
  const Json mode = json(send("/api/v0/courses/a/b/odd/enrollment/mode/"))[0];
  EXPECT_EQ(mode["count"], 3);  // modes without a key of their own count too
  EXPECT_EQ(mode["audit"], 0);
  EXPECT_FALSE(mode.contains("secret"));
  const Json summary = json(send("/api/v0/course_summaries/?course_ids=a/b/odd&programs=1"))[0];
  EXPECT_EQ(summary["count"], 0);
  EXPECT_TRUE(summary["catalog_course_title"].is_null());
  EXPECT_TRUE(summary["availability"].is_null());
  EXPECT_TRUE(summary["enrollment_modes"].contains("secret"));
  EXPECT_EQ(summary["programs"].dump(), "[]");
  EXPECT_TRUE(json(send("/api/v0/courses/a/b/odd/enrollment/"))[0]["count"].is_null());
  EXPECT_EQ(json(send("/api/v0/courses/a/b/odd/activity/"))[0].size(), 4U);  // no label that may be shown
  for (const char* table : {"course_enrollment_mode_daily", "course_meta_summary_enrollment",
                            "course_enrollment_daily", "course_activity"})
    EXPECT_TRUE(root.execute(std::string("DELETE FROM ") + table + " WHERE course_id = 'a/b/odd'"));
}

TEST_F(Golden, MissingTablesHaveNoRows) {
  store::Connection root = support::private_mariadb().root();
  support::private_mariadb().fresh_database("partial");
  ASSERT_TRUE(root.execute("GRANT SELECT ON partial.* TO reader@'%'"));
  const auto pool =
      StorePool::create(support::private_mariadb().tcp_dsn("reader", "env:GOLDEN_PASSWORD", "partial"))
          .value();
  App app({*pool, tokens_, base::system_clock(), true}, {.open = true, .check_host = false});
  const auto ask = [&](const std::string& target) { return text(app.handle({"GET", target, {}, ""}).reply); };
  for (const char* path :
       {"enrollment/", "enrollment/mode/", "enrollment/location/", "activity/", "recent_activity/"})
    EXPECT_EQ(ask("/api/v0/courses/a/b/c/" + std::string(path)), kNotFound);
  EXPECT_EQ(ask("/api/v0/course_summaries/"), kNotFound);
  EXPECT_EQ(ask("/api/v0/programs/"), kNotFound);
  EXPECT_EQ(ask("/api/sluice/v1/courses/"), R"(200 {"courses":[]})");
  // The summaries alone are there: the change since a day is against nothing, and there are no programs.
  ASSERT_TRUE(
      root.execute("CREATE TABLE partial.course_meta_summary_enrollment AS SELECT * FROM"
                   " golden.course_meta_summary_enrollment"));
  EXPECT_EQ(
      ask("/api/v0/course_summaries/?recent_date=2014-12-09&programs=1&fields=recent_count_change,programs"
          "&course_ids=edX/DemoX/Demo_Course"),
      R"(200 [{"recent_count_change":20,"programs":[]}])");
}

TEST_F(Golden, TheUserMayOnlyRead) {
  const auto written = pool_->query("DELETE FROM course_enrollment_daily", {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::kPermission);
}

}  // namespace
}  // namespace sluice::api
