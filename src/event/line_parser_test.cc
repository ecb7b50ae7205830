#include "event/line_parser.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "event/lenient_json.h"

namespace sluice::event {
namespace {

// A line in a buffer with the padding that the parser asks for.
class Padded {
 public:
  explicit Padded(std::string_view line) : bytes_(line), size_(line.size()) {
    bytes_.append(LineParser::kPadding, ' ');
  }
  std::string_view line() const { return std::string_view(bytes_).substr(0, size_); }

 private:
  std::string bytes_;
  size_t size_;
};

// All that an event says, as text.
std::string described(const Event* e) {
  if (!e) return "unparseable";
  std::string out = e->event_type() ? std::string(*e->event_type()) : "-";
  out += "|" + std::to_string(static_cast<int>(e->source())) + "|" + std::string(e->username()) + "|" +
         std::string(e->ip());
  out += "|" + std::string(e->host()) + "|" + std::string(e->page()) + "|" +
         std::to_string(static_cast<int>(e->context().kind()));
  out +=
      "|" + std::to_string(static_cast<int>(e->user_id().state)) + ":" + std::to_string(e->user_id().value);
  out += "|" + (e->time_state() == TimeState::kGood ? std::string(e->time().timestamp())
                                                    : std::to_string(static_cast<int>(e->time_state())));
  out += "|" + std::string(e->course_from_context()) + "|" + std::string(e->course_from_context_or_url());
  out += e->payload().present ? "|+" : "|-";
  e->payload().object.for_each_member([&](std::string_view key, JsonValue value) {
    out += std::string(key) + "=" + std::to_string(static_cast<int>(value.kind())) +
           std::string(value.text().value_or("")) + ",";
  });
  return out;
}

std::string read(std::string_view line) {
  LineParser parser;
  Padded padded(line);
  return described(parser.parse(padded.line()));
}

std::string with_event(std::string_view event) {
  return R"({"event_type":"x","event_source":"server","event":)" + std::string(event) + "}";
}

bool payload_present(std::string_view event) {
  LineParser parser;
  Padded padded(with_event(event));
  const Event* e = parser.parse(padded.line());
  EXPECT_TRUE(e);
  return e && e->payload().present;
}

TEST(Line, RescuesAPrefixAndDropsWhatIsNoObject) {
  EXPECT_EQ(read(R"({"event_type":"a"})").substr(0, 2), "a|");
  EXPECT_EQ(read(R"(  {"event_type":"a"}  )"
                 "\r")
                .substr(0, 2),
            "a|");
  EXPECT_EQ(read(R"(Mar  2 10:00:00 host tracking: {"event_type":"a"})").substr(0, 2), "a|");
  EXPECT_EQ(read("\xef\xbb\xbf"
                 R"({"event_type":"a"})")
                .substr(0, 2),
            "a|");
  EXPECT_EQ(read(R"(x {"event_type":"a"} y)"), "unparseable");
  EXPECT_EQ(read(R"({"event_type":"a"} {"event_type":"b"})"), "unparseable");
  for (const char* line : {"", " ", "null", "1", "\"x\"", "[]", "{", "{\"a\":", "}{", "[{\"a\":1}]x"})
    EXPECT_EQ(read(line), "unparseable") << line;
  EXPECT_EQ(read(R"([{"event_type":"a"}])"), "unparseable");
}

TEST(Line, LenientAsTheSpecSays) {
  EXPECT_EQ(read("{\"event_type\":\"a\tb\"}").substr(0, 4), "a\tb|");
  EXPECT_EQ(read(R"({"event_type":"a","event_type":"b"})").substr(0, 2), "b|");
  for (const char* value :
       {"NaN", "Infinity", "-Infinity", "1e400", "-1e400", "123456789012345678901234567890", "1E5", "-0"})
    EXPECT_EQ(read(R"({"x":)" + std::string(value) + R"(,"event_type":"a"})").substr(0, 2), "a|") << value;
  for (const char* value :
       {"tru", "01", ".5", "1.", "undefined", "'a'", "-", "1e", "{\"a\":1,}", "[1,]", "/*c*/1", "nul", "\"a"})
    EXPECT_EQ(read(R"({"x":)" + std::string(value) + R"(,"event_type":"a"})"), "unparseable") << value;
  EXPECT_EQ(read(R"({event_type:"a"})"), "unparseable");
  EXPECT_EQ(read(R"({"event_type":"\u00e9\ud83d\ude00\/\x"})").substr(0, 10), "é😀/\\x|");
  EXPECT_EQ(read(R"({"event_type":"a\ud800b"})").substr(0, 6),
            "a\xef\xbf\xbd"
            "b|");
  EXPECT_EQ(read("{\"event_type\":\"a\xff\xc3\"}").substr(0, 8), "a\xef\xbf\xbd\xef\xbf\xbd|");
  EXPECT_EQ(read("{\"event_type\":\"\xc3\xa9\"}").substr(0, 3), "é|");
}

TEST(Line, UserIds) {
  auto id = [](std::string_view value) {
    LineParser parser;
    Padded padded(R"({"context":{"user_id":)" + std::string(value) + "}}");
    const Event* e = parser.parse(padded.line());
    return e->user_id().valid()                         ? std::to_string(e->user_id().value)
           : e->user_id().state == UserId::State::kNone ? "none"
                                                        : "malformed";
  };
  EXPECT_EQ(id("11"), "11");
  EXPECT_EQ(id("\"11\""), "11");
  EXPECT_EQ(id("\" 11\\n\""), "11");
  EXPECT_EQ(id("0"), "none");
  EXPECT_EQ(id("null"), "none");
  EXPECT_EQ(id("\"\""), "none");
  for (const char* bad :
       {"\"abc\"", "1.5", "true", "[]", "{}", "NaN", "\" \"", "1e400", "123456789012345678901234567890"})
    EXPECT_EQ(id(bad), "malformed") << bad;
  EXPECT_EQ(read(R"({"context":null,"username":null})"), "-|0|||||1|0:0|0|||-");
}

TEST(Payload, AsSectionFive) {
  EXPECT_FALSE(payload_present("null"));
  EXPECT_TRUE(payload_present("\"\""));
  EXPECT_TRUE(payload_present("{}"));
  for (const char* none :
       {"[]", "1", "true", "\"a=b&c=d\"", "\"[1]\"", "\"text\"", "\"{broken\"", "\"null\""})
    EXPECT_FALSE(payload_present(none)) << none;
  EXPECT_TRUE(payload_present(R"("{\"a\": \"b\"}")"));
  EXPECT_TRUE(payload_present(R"("{\"a\": NaN}")"));
  auto of_length = [](size_t n) {  // a good JSON text of n characters with POST in it
    std::string head = R"({\"POST\": \")", tail = R"(\"})";
    return "\"" + head + std::string(n - 10 - 2, 'x') + tail + "\"";
  };
  LineParser parser;
  Padded at512(with_event(of_length(512)));
  const Event* e = parser.parse(at512.line());
  ASSERT_EQ(e->raw_payload().text()->size(), 512u);
  EXPECT_FALSE(e->payload().present);
  EXPECT_TRUE(payload_present(of_length(511)));
  EXPECT_TRUE(payload_present(of_length(513)));
}

TEST(Course, FromContextThenFromTheUrl) {
  auto courses = [](std::string_view context, std::string_view rest) {
    LineParser parser;
    Padded padded(R"({"context":)" + std::string(context) + "," + std::string(rest) + "}");
    const Event* e = parser.parse(padded.line());
    return std::string(e->course_from_context()) + ";" + std::string(e->course_from_context_or_url());
  };
  std::string server = R"("event_source":"server","event_type":"/courses/course-v1:A+B+C/info")";
  std::string browser =
      R"("event_source":"browser","event_type":"page_close","page":"https://lms/courses/A/B/C/x")";
  EXPECT_EQ(courses(R"({"course_id":" course-v1:A+B+C\n"})", server), "course-v1:A+B+C;course-v1:A+B+C");
  EXPECT_EQ(courses(R"({"course_id":" "})", server), ";course-v1:A+B+C");
  EXPECT_EQ(courses(R"({"course_id":null})", server), ";course-v1:A+B+C");
  EXPECT_EQ(courses(R"({})", browser), ";A/B/C");
  EXPECT_EQ(courses(R"({"course_id":"bad"})", server), ";");
  EXPECT_EQ(courses(R"({"course_id":5})", server), ";");
  EXPECT_EQ(courses("null", server), ";");
  EXPECT_EQ(
      courses(R"({})", R"("event_source":"mobile","event_type":"play_video","page":"/courses/A/B/C/x")"),
      ";");
}

// The quicker readers and the exact one must agree on every line that a quicker one accepts, however it is
// damaged.
TEST(Differential, AllReadersSayTheSameOfDamagedLines) {
  const std::string seeds[] = {
      R"({"username": "ann", "event_type": "problem_check", "ip": "10.0.0.7", "event_source": "server", "context": {"course_id": "course-v1:A+B+C", "user_id": 11, "org_id": "A"}, "time": "2021-03-02T10:00:00.123456+00:00", "event": {"a": [1, 2.5, true, null, {"b": "c"}]}, "page": null})",
      R"({"event":"{\"id\": \"i4x-x\", \"currentTime\": 12.5}","event_type":"play_video","event_source":"browser","page":"https://lms/courses/A/B/C/x","context":{"user_id":"12","course_id":""},"time":"2021-03-02T10:00:00+00:00","username":"\u00e9\u20AC"})",
      R"( { "ip" : "::1" , "event_type" : "x\\\"\u00e9\/\n" , "host":"\t", "e" : [ ] , "event" : { "a\u0041" : [ -0 , 0.25 , [ { } , "\"\\" ] ] , "t" : true } , "context" : { "user_id" : 7 , "course_id" : "A/B/C" , "x" : { "user_id" : 8 } } , "time" : "2021-03-02T23:59:59.5Z" } )",
      R"({"context":{"user_id":1.5,"course_id":null},"event_source":"browser","event":"a=b\n","host":"h","page":"/courses/course-v1:A+B+C/","username":" bob ","context":{"user_id":-3},"n":-12.5,"m":123456789012345678})",
  };
  const std::string pieces[] = {
      "\"", "\\",    "{",   "}",    ",", ":",    "NaN", "\xff", "\t",        "\\u12",          "\\ud800",
      "0",  "1e999", "tru", "null", "[", "]",    "-",   ".",    "\"ip\":5,", "\"time\":null,", "\r",
      "\n", "\"\"",  "\\/", "\\x",  " ", "\xc3", "é"};
  std::mt19937 random(7);
  LineParser fast, tree, exact;
  int accepted = 0, quick = 0, strict = 0;
  for (int i = 0; i < 120000; ++i) {
    std::string line = seeds[random() % std::size(seeds)];
    for (unsigned n = random() % 4; n > 0; --n) {
      size_t at = random() % line.size();
      switch (random() % 3) {
        case 0: line.insert(at, pieces[random() % std::size(pieces)]); break;
        case 1: line.erase(at, 1 + random() % 4); break;
        default: line[at] = static_cast<char>(random());
      }
    }
    if (line.find('\0') != line.npos) continue;  // NOPIN
    Padded a(line), b(line), c(line);
    uint64_t with_tree = fast.tree_lines(), exactly = tree.slow_lines();
    std::string got = described(fast.parse(a.line()));
    ASSERT_EQ(got, described(exact.parse_exactly(b.line()))) << line;
    ASSERT_EQ(got, described(tree.parse_as_tree(c.line()))) << line;
    accepted += got != "unparseable";
    quick += fast.tree_lines() == with_tree;
    strict += tree.slow_lines() == exactly;
  }
  EXPECT_GT(accepted, 20000);
  EXPECT_GT(quick, 20000);  // the comparison must not be of a reader with itself
  EXPECT_GT(strict, quick);
}

}  // namespace
}  // namespace sluice::event
