// Everything about replies that needs no rows: order of checks, error bodies, redirects, headers, modes, and
// input that must not crash. The store of these tests is one that does not answer.
#include "api/app.h"

#include <gtest/gtest.h>

#include <random>

#include "api/handle_bytes.h"
#include "base/files.h"

namespace sluice::api {
namespace {

class DownStore final : public StoreReader {
 public:
  Result<store::RowSet> query(const std::string&, const SqlParameters&) override {
    ++asked;
    return fail(ErrorKind::kUnavailable, "cannot connect", "start it");
  }
  bool answers_within(std::chrono::milliseconds) override { return false; }
  int asked = 0;
};

constexpr const char* kCourse = "/api/v0/courses/course-v1:edX+DemoX+Demo_2014/";

class AppTest : public testing::Test {
 protected:
  AppTest() {
    change_tokens(path_, [](TokenTable& table) {
      EXPECT_TRUE(table.set("ann", Secret("good"), base::Micros{}));
      EXPECT_TRUE(table.set("off", Secret("disabled"), base::Micros{}));
      return table.enable("off", false);
    }).value();
  }

  net::HttpResponse send(const std::string& method, const std::string& target,
                         std::vector<net::HttpHeader> headers = {}, const std::string& body = "") {
    net::HttpRequest request{method, target, std::move(headers), body};
    return app_.handle(request).reply;
  }
  net::HttpResponse get(const std::string& target, std::vector<net::HttpHeader> headers = {}) {
    headers.emplace_back("Authorization", "Token good");
    return send("GET", target, std::move(headers));
  }
  static std::string text(const net::HttpResponse& reply) {
    return std::to_string(reply.status) + " " + reply.body;
  }

  base::TemporaryFolder folder_ = std::move(base::TemporaryFolder::create("app")).value();
  std::string path_ = folder_.path() + "/tokens";
  DownStore store_;
  TokenWatch tokens_{path_};
  App app_{{store_, tokens_, base::system_clock()}, {}};
};

TEST_F(AppTest, AuthenticationComesFirst) {
  const std::string none = R"(401 {"detail":"Authentication credentials were not provided."})";
  EXPECT_EQ(text(send("GET", std::string(kCourse) + "enrollment/")), none);
  EXPECT_EQ(text(send("POST", std::string(kCourse) + "enrollment/")), none);
  EXPECT_EQ(text(send("OPTIONS", "/authenticated/")), none);
  EXPECT_EQ(text(send("GET", std::string(kCourse) + "enrollment/?start_date=bad")), none);
  EXPECT_EQ(text(send("GET", std::string(kCourse) + "enrollment/", {{"Accept", "image/png"}})), none);
  EXPECT_EQ(text(send("GET", "/authenticated/", {{"Authorization", "Bearer good"}})), none);
  EXPECT_EQ(*send("GET", "/authenticated/").header("WWW-Authenticate"), "Token");
  EXPECT_EQ(text(get("/authenticated/")), "200 {}");
}

TEST_F(AppTest, BadCredentialsAreRefusedEvenWhereNoneAreNeeded) {
  EXPECT_EQ(text(send("GET", "/status/")), "200 {}");
  EXPECT_EQ(text(send("GET", "/status/", {{"Authorization", "Token bad"}})),
            R"(401 {"detail":"Invalid token."})");
  EXPECT_EQ(text(send("GET", "/health/", {{"authorization", "token disabled"}})),
            R"(401 {"detail":"User inactive or deleted."})");
  EXPECT_EQ(text(send("GET", "/status/", {{"Authorization", "Token"}})),
            R"(401 {"detail":"Invalid token header. No credentials provided."})");
}

TEST_F(AppTest, Methods) {
  const auto posted = send("POST", std::string(kCourse) + "activity/", {{"Authorization", "Token good"}});
  EXPECT_EQ(text(posted), R"(405 {"detail":"Method \"POST\" not allowed."})");
  EXPECT_EQ(*posted.header("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(text(send("F\"O", "/status/")), R"(405 {"detail":"Method \"F\"O\" not allowed."})");
  const auto options = send("OPTIONS", "/api/v1/course_summaries/", {{"Authorization", "Token good"}});
  EXPECT_EQ(text(options), "200 {}");
  EXPECT_EQ(*options.header("Allow"), "GET, POST, HEAD, OPTIONS");
  EXPECT_EQ(text(send("HEAD", "/status/")), "200 {}");  // the server leaves the body out
}

TEST_F(AppTest, UnknownRoutes) {
  for (const char* target :
       {"/nothing", "/api/v2/status/", "/api/v0/courses/a/b/enrollment/", "/api/v0/courses/foo/activity",
        "/%zz", "/%ff", "*", "/api/v0/course_totals/", "/api/v0/problems//answer_distribution/"})
    EXPECT_EQ(text(send("GET", target)), R"(404 {"status":404})") << target;
}

TEST_F(AppTest, MissingSlashIsRedirected) {
  const auto reply =
      send("GET", "/api/v0/courses/edX%2FDemoX%2FDemo_Course/enrollment?start_date=2014-12-01&x=a+b%2Bc",
           {{"Authorization", "Token bad"}});
  EXPECT_EQ(text(reply), "301 ");
  EXPECT_EQ(*reply.header("Location"),
            "/api/v0/courses/edX/DemoX/Demo_Course/enrollment/?start_date=2014-12-01&x=a+b%2Bc");
  EXPECT_EQ(*send("GET", "/status").header("Location"), "/status/");
  EXPECT_EQ(*send("GET", "/api/v0/courses/a%20%C3%A9%0D%0Ax/b/c%3Fd/activity").header("Location"),
            "/api/v0/courses/a%20%C3%A9%0D%0Ax/b/c%3Fd/activity/");
}

TEST_F(AppTest, BadDates) {
  const auto reply = get(std::string(kCourse) + "enrollment/?start_date=2014-12-09T00:00:00Z");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(Json::parse(reply.body)["error_code"], "illegal_parameter_values");
  EXPECT_EQ(get(std::string(kCourse) + "activity/?end_date=bad").status, 400);
  EXPECT_EQ(store_.asked, 0);
  EXPECT_EQ(get(std::string(kCourse) + "enrollment/?start_date=&end_date=").status, 503);
}

TEST_F(AppTest, Negotiation) {
  EXPECT_EQ(text(get(std::string(kCourse) + "enrollment/", {{"Accept", "application/xml"}})),
            R"(406 {"detail":"Could not satisfy the request Accept header."})");
  EXPECT_EQ(text(get(std::string(kCourse) + "enrollment/?format=xml")), R"(404 {"detail":"Not found."})");
  EXPECT_EQ(get(std::string(kCourse) + "enrollment/?format=json", {{"Accept", "application/xml"}}).status,
            503);
}

TEST_F(AppTest, StoreDown) {
  const net::HttpRequest request{
      "GET", std::string(kCourse) + "enrollment/", {{"Authorization", "Token good"}}, ""};
  const Exchange exchange = app_.handle(request);
  EXPECT_EQ(text(exchange.reply), R"(503 {"status":503})");
  EXPECT_EQ(exchange.user, "ann");
  EXPECT_EQ(access_line(request, exchange, std::chrono::microseconds(1500)),
            "- ann \"GET /api/v0/courses/course-v1:edX+DemoX+Demo_2014/enrollment/\" 503 14 B 1.5 ms: cannot "
            "connect   "
            "start it");
  EXPECT_EQ(
      text(send("GET", "/health/")),
      R"(503 {"overall_status":"UNAVAILABLE","detailed_status":{"default_db_status":"OK","analytics_db_status":"UNAVAILABLE"}})");
}

TEST_F(AppTest, ErrorsStayJson) {
  const auto reply = get(std::string(kCourse) + "enrollment/?start_date=bad", {{"Accept", "text/csv"}});
  EXPECT_EQ(*reply.header("Content-Type"), "application/json");
}

TEST_F(AppTest, PostBodies) {
  const auto post = [&](const char* type, const std::string& body) {
    std::vector<net::HttpHeader> headers = {{"Authorization", "Token good"}};
    if (type != nullptr) headers.emplace_back("Content-Type", type);
    return text(send("POST", "/api/v0/course_summaries/", headers, body));
  };
  EXPECT_EQ(post("text/plain", "x"), R"(415 {"detail":"Unsupported media type \"text/plain\" in request."})");
  EXPECT_EQ(post(nullptr, "x"), R"(415 {"detail":"Unsupported media type \"\" in request."})");
  EXPECT_EQ(post("text/plain", ""), R"(503 {"status":503})");
  EXPECT_TRUE(post("application/json", "{").starts_with(R"(400 {"detail":"JSON parse error - )"));
  EXPECT_TRUE(
      post("application/json", "{\"a\":\"\xff\"}").starts_with(R"(400 {"detail":"JSON parse error - )"));
  const std::string malformed =
      R"(400 {"error_code":"course_key_malformed","developer_message":"Course id/key bad malformed."})";
  EXPECT_EQ(post("application/json; charset=utf-8", R"({"course_ids":["a/b/c","bad","worse"]})"), malformed);
  EXPECT_EQ(post("application/json", R"({"course_ids":"bad"})"), malformed);
  EXPECT_EQ(post("application/x-www-form-urlencoded", "course_ids=a%2Fb%2Fc&course_ids=bad"), malformed);
  for (const char* date : {"yesterday", "2999-01-01", "2014-12-09T000000"})
    EXPECT_TRUE(
        post("application/x-www-form-urlencoded", std::string("recent_date=") + date).starts_with("400 "))
        << date;
  const std::string today = base::format_day(base::system_clock().today());
  EXPECT_TRUE(post("application/json", "{\"recent_date\":\"" + today + "\"}").starts_with("400 "));
  EXPECT_EQ(post("application/json", R"({"recent_date":["2014-12-09"]})"), R"(503 {"status":503})");
}

TEST_F(AppTest, FaultsOfTheTransport) {
  net::HttpRequest request{"GET", "/status/", {}, ""};
  request.fault = net::HttpRequest::Fault::kTargetTooLong;
  EXPECT_EQ(text(app_.handle(request).reply), R"(414 {"status":414})");
  request.fault = net::HttpRequest::Fault::kBodyTooLarge;
  EXPECT_EQ(text(app_.handle(request).reply), R"(413 {"status":413})");
}

TEST_F(AppTest, HeadersOfEveryReply) {
  for (const char* target : {"/status/", "/status", "/nothing", "/authenticated/", "/"}) {
    const auto reply = send("GET", target);
    EXPECT_EQ(*reply.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(*reply.header("X-Frame-Options"), "DENY");
    EXPECT_EQ(*reply.header("Cache-Control"), "private, no-cache");
    EXPECT_EQ(*reply.header("Vary"), "Accept, Authorization");
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), nullptr);
  }
  EXPECT_EQ(*send("GET", "/status/").header("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(*send("GET", "/status/").header("Content-Type"), "application/json");
  EXPECT_EQ(*send("GET", "/").header("Content-Type"), "text/html; charset=utf-8");
}

TEST_F(AppTest, NoAuthModeIsForThisMachineAndUntilThereIsAToken) {
  const std::string empty = folder_.path() + "/none";
  TokenWatch no_tokens(empty);
  App open({store_, no_tokens, base::system_clock(), true}, {.open = true});
  const auto ask = [&](std::vector<net::HttpHeader> headers) {
    return text(open.handle({"GET", "/authenticated/", std::move(headers), ""}).reply);
  };
  EXPECT_EQ(ask({{"Host", "localhost:8100"}}), "200 {}");
  EXPECT_EQ(ask({{"Host", "127.0.0.1"}, {"Authorization", "Token whatever"}}), "200 {}");
  EXPECT_EQ(ask({{"Host", "evil.example"}}), R"(403 {"detail":"Host not allowed."})");
  EXPECT_EQ(ask({}), R"(403 {"detail":"Host not allowed."})");
  change_tokens(empty, [](TokenTable& table) {
    return table.set("ann", Secret("k"), base::Micros{});
  }).value();
  EXPECT_TRUE(ask({{"Host", "localhost:8100"}}).starts_with("401 "));
  EXPECT_EQ(ask({{"Host", "localhost:8100"}, {"Authorization", "Token k"}}), "200 {}");
}

TEST_F(AppTest, LogLinesCannotBeForged) {
  const net::HttpRequest request{"GET", "/a\n2024 info \"x\" \xff" + std::string(2000, 'a'), {}, ""};
  const std::string line = access_line(request, app_.handle(request), std::chrono::microseconds(0));
  EXPECT_EQ(line.find('\n'), line.npos);
  EXPECT_NE(line.find("/a\\x0a2024\\x20info\\x20\\x22x\\x22\\x20\\xff"), line.npos);
  EXPECT_LT(line.size(), 1200U);
}

// Malformed input of all kinds: valid requests with random edits, and plain noise. handle_bytes aborts at a
// reply that the API must not give.
TEST(HandleBytes, RandomRequestsNeverCrash) {
  const std::vector<std::string> seeds = {
      "GET /api/v0/courses/course-v1:edX+DemoX+Demo_2014/enrollment/?start_date=2014-12-01 "
      "\nAuthorization:Token fuzz\n\n",
      "GET /api/v1/courses/edX%2FDemoX%2FDemo_Course/activity/?format=csv&fields=a,b\nAuthorization: Token "
      "fuzz\nAccept: text/csv, */*;q=0.1\n\n",
      "POST /api/v0/course_summaries/\nAuthorization: Token fuzz\nContent-Type: "
      "application/x-www-form-urlencoded\n\n"
      "course_ids=course-v1%3Aa%2Bb%2Bc0&fields=a&recent_date=2018-11-22",
      "POST /api/v0/course_summaries/\nAuthorization: Token fuzz\nContent-Type: application/json\n\n"
      "{\"course_ids\":[\"course-v1:a+b+c0\"],\"fields\":[\"course_id\",\"count\"],\"recent_date\":[\"2018-"
      "11-22\"]}",
      "GET /api/sluice/v1/courses/\nAuthorization: Token fuzz\n\n",
      "HEAD /api/v0/courses/ccx-v1:edx+1.005x-CCX+rerun+ccx@15/recent_activity/?label=any\nAuthorization: "
      "Token fuzz\n\n",
      "GET /status\nHost: localhost:8100\n\n",
  };
  std::mt19937 random(20141210);
  const auto below = [&](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = seeds[below(seeds.size())];
    for (size_t edits = below(8); edits > 0 && !bytes.empty(); --edits) {
      const size_t at = below(bytes.size());
      switch (below(4)) {
        case 0: bytes[at] = static_cast<char>(below(256)); break;
        case 1: bytes.erase(at, below(10) + 1); break;
        case 2: bytes.insert(at, bytes.substr(below(bytes.size()), below(20))); break;
        default: bytes.insert(at, std::string(1, "%+/:?&=\"\n,;{[\xff"[below(14)]));
      }
    }
    handle_bytes(bytes);
  }
  for (int round = 0; round < 2000; ++round) {
    std::string noise(below(300), '\0');
    for (char& c : noise) c = static_cast<char>(below(256));
    handle_bytes(noise);
  }
}

}  // namespace
}  // namespace sluice::api
