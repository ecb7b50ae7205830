// What the logs say and what the LMS tables say must be one story. Events are read by the product's own
// reader.
#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>

#include "event/course_key.h"
#include "event/geo.h"
#include "event/line_parser.h"
#include "sample/made_sample_test.h"

namespace sluice::sample {
namespace {

using event::Event;
using event::JsonValue;

struct Enrolled {
  std::string created, active, mode;
};
using CourseAndUser = std::pair<std::string, int64_t>;

std::map<CourseAndUser, Enrolled> enrollment_table() {
  std::map<CourseAndUser, Enrolled> table;
  for (const Fields& f : dump_rows(default_sample(), "student_courseenrollment"))
    table[{f[2], std::stoll(f[1])}] = {f[3], f[4], f[5]};
  return table;
}

struct Counts {
  uint64_t lines = 0, unparseable = 0, slow = 0;
};
// Every event of a sample; `each` may look at it until it returns.
Counts for_each_event(const std::function<void(const Event&, const std::string& line)>& each,
                      const MadeSample& sample = default_sample()) {
  Counts counts;
  event::LineParser parser;
  for (const std::string& path : log_paths(sample)) {
    for (std::string line : lines_of(gunzip(path))) {
      ++counts.lines;
      const size_t size = line.size();
      line.append(event::LineParser::kPadding, '\0');
      const Event* event = parser.parse(std::string_view(line).substr(0, size));
      if (event) {
        each(*event, line);
      } else {
        ++counts.unparseable;
      }
    }
  }
  counts.slow = parser.slow_lines();
  return counts;
}

bool tells_enrollment(const Event& e) {
  return e.event_type() && e.event_type()->starts_with("edx.course.enrollment.");
}

std::string label_of(const Event& e) {
  constexpr std::string_view kSources[] = {"other", "server", "browser", "mobile", "task"};
  std::string type(e.event_type().value_or("(none)"));
  if (type.starts_with("/")) type = "(path)";
  return std::string(kSources[static_cast<size_t>(e.source())]) + " " + type;
}

TEST(Story, AlmostAllLinesAreEventsAndAllKindsOccur) {
  std::map<std::string, int> seen;
  const Counts counts = for_each_event([&](const Event& e, const std::string&) { ++seen[label_of(e)]; });
  EXPECT_GT(counts.unparseable, 10U);
  EXPECT_LT(counts.unparseable, counts.lines / 100);
  EXPECT_GT(counts.slow, counts.unparseable);  // some are repaired, or not even JSON
  for (const char* label : {"server (path)",
                            "server edx.course.enrollment.activated",
                            "server edx.course.enrollment.deactivated",
                            "server edx.course.enrollment.mode_changed",
                            "task edx.course.enrollment.mode_changed",
                            "server problem_check",
                            "browser problem_check",
                            "browser problem_graded",
                            "task problem_check",
                            "browser page_close",
                            "browser seq_next",
                            "browser seq_goto",
                            "browser load_video",
                            "browser play_video",
                            "browser pause_video",
                            "browser seek_video",
                            "browser stop_video",
                            "mobile play_video",
                            "mobile pause_video",
                            "mobile seek_video",
                            "mobile stop_video",
                            "browser book",
                            "server edx.forum.thread.created",
                            "server edx.forum.response.created",
                            "server edx.forum.comment.created",
                            "server edx.forum.thread.voted",
                            "server edx.forum.response.voted"})
    EXPECT_GT(seen[label], 0) << label;
}

TEST(Story, NoiseIsOfEveryKindAndRare) {
  SampleOptions options;
  options.raw_bytes = 60'000'000;
  const MadeSample sample = make_sample(options);
  std::map<std::string, int> seen;
  int odd_fields = 0;
  const Counts counts = for_each_event(
      [&](const Event& e, const std::string& line) {
        const auto note = [&](const char* what, bool there) {
          seen[what] += there ? 1 : 0;
          odd_fields += there ? 1 : 0;
        };
        note("no context", e.context().is_missing_or_null());
        note("malformed user", e.user_id().state == event::UserId::State::kMalformed);
        note("user as text", line.find("\"user_id\": \"1") != std::string::npos);
        note("no time", e.time_state() == event::TimeState::kMissing);
        note("bad time", e.time_state() == event::TimeState::kBad);
        note("prefix", line.starts_with("Feb "));
        note("carriage return", line.find("}\r") != std::string::npos);
        note("control character", line.find('\x01') != std::string::npos);
        note("bad byte", line.find('\xff') != std::string::npos);
        note("lone surrogate", line.find("\\ud83d Phone") != std::string::npos);
        note("not a number", line.find("NaN") != std::string::npos);
        note("no username",
             e.username().empty() && !e.context().is_missing_or_null() && e.source() != event::Source::kTask);
      },
      sample);
  for (const auto& [what, count] : seen) EXPECT_GT(count, 0) << what;
  EXPECT_LT(static_cast<uint64_t>(odd_fields), counts.lines / 100);
}

TEST(Story, CutLinesHaveTheLengthsOfTheTransport) {
  std::set<size_t> lengths;
  for (const std::string& path : log_paths(default_sample()))
    for (const std::string& line : lines_of(gunzip(path)))
      if (line.starts_with("{") && line.back() != '}' && line.back() != '\r') lengths.insert(line.size());
  EXPECT_TRUE(lengths.contains(2043));
  EXPECT_TRUE(lengths.contains(10'000));
}

TEST(Story, CourseIdsOfAllStylesOccurAndAreValid) {
  std::set<std::string> courses;
  for_each_event([&](const Event& e, const std::string&) {
    if (!e.course_from_context().empty()) courses.emplace(e.course_from_context());
  });
  EXPECT_EQ(courses.size(), 5U);
  const auto starts = [&](std::string_view prefix) {
    return std::any_of(courses.begin(), courses.end(),
                       [&](const std::string& id) { return id.starts_with(prefix); });
  };
  EXPECT_TRUE(starts("course-v1:"));
  EXPECT_TRUE(starts("ccx-v1:"));
  EXPECT_TRUE(starts("OpenState/"));
}

TEST(Story, SomeCourseIdsComeFromTheUrlAlone) {
  int paths = 0, pages = 0;
  for_each_event([&](const Event& e, const std::string&) {
    if (!e.course_from_context().empty() || e.course_from_context_or_url().empty()) return;
    (e.source() == event::Source::kServer ? paths : pages)++;
  });
  EXPECT_GT(paths, 10);
  EXPECT_GT(pages, 10);
}

// The state after all events of one learner in one course, in the order of time.
TEST(Story, EnrollmentEventsLeadToTheRowsOfTheTable) {
  const auto table = enrollment_table();
  std::map<CourseAndUser, std::vector<std::tuple<std::string, std::string, std::string>>> told;
  for_each_event([&](const Event& e, const std::string&) {
    if (!tells_enrollment(e) || !e.payload().present || e.time_state() != event::TimeState::kGood) return;
    const auto course = e.payload().find("course_id").text();
    const auto user = e.payload().find("user_id").integer();
    const auto mode = e.payload().find("mode").text();
    if (!course || !user || !mode || !event::is_valid_course_id(*course)) return;  // noise
    told[{std::string(*course), *user}].emplace_back(e.time().timestamp(), *e.event_type(), *mode);
  });
  EXPECT_GT(told.size(), 400U);
  int compared = 0, unenrolled = 0;
  for (auto& [who, events] : told) {
    ASSERT_TRUE(table.contains(who)) << who.first << " " << who.second;
    const Enrolled& row = table.at(who);
    std::sort(events.begin(), events.end());
    const auto& [time, type, mode] = events.front();
    if (!type.ends_with(".activated")) {
      EXPECT_LT(row.created, "2024-02-05") << "a first event that is no activation needs an older enrollment";
      continue;
    }
    bool enrolled = false;
    for (const auto& [at, what, in_mode] : events) {
      enrolled = what.ends_with(".activated") || (enrolled && !what.ends_with(".deactivated"));
    }
    EXPECT_EQ(row.mode, std::get<2>(events.back())) << who.first << " " << who.second;
    if (row.created >= "2024-02-05" || row.created == "\\N") {
      EXPECT_EQ(row.active, enrolled ? "1" : "0") << who.first << " " << who.second;
      ++compared;
      unenrolled += enrolled ? 0 : 1;
    }
  }
  EXPECT_GT(compared, 400);
  EXPECT_GT(unenrolled, 20);
}

TEST(Story, NobodyActsInACourseWithoutARowAndNotBeforeEnrolling) {
  const auto table = enrollment_table();
  std::set<int64_t> unseen;
  for (const auto& [who, row] : table) unseen.insert(who.second);
  for_each_event([&](const Event& e, const std::string& line) {
    if (!e.user_id().valid() || e.course_from_context().empty()) return;
    unseen.erase(e.user_id().value);
    const auto row = table.find({std::string(e.course_from_context()), e.user_id().value});
    ASSERT_NE(row, table.end()) << line;
    if (row->second.created == "\\N" || e.time_state() != event::TimeState::kGood) return;
    std::string at(e.time().timestamp());
    at[10] = ' ';
    EXPECT_GE(at, row->second.created) << line;
  });
  EXPECT_GT(unseen.size(), 1U);  // enrolled, without any event
}

TEST(Story, AddressesLieInTheRangesOfTheGeoFile) {
  const auto geo = event::open_geo(default_sample().path("geo/country.tsv"));
  ASSERT_TRUE(geo) << base::to_text(geo.error());
  std::map<std::string, std::string> addresses;  // to country
  std::map<int64_t, std::set<std::string>> of_user;
  int without = 0;
  for_each_event([&](const Event& e, const std::string&) {
    without += e.ip().empty() ? 1 : 0;
    if (e.ip().empty() || e.ip() == "unknown") return;
    addresses.emplace(e.ip(), (*geo)->country_code(std::string(e.ip())));
    if (e.user_id().valid()) of_user[e.user_id().value].emplace(e.ip());
  });
  std::set<std::string> countries;
  int version6 = 0;
  for (const auto& [ip, country] : addresses) {
    const bool inside = ip.starts_with("10.") || ip.starts_with("192.168.") || ip.starts_with("127.");
    EXPECT_EQ(country == event::kUnknownCountry, inside) << ip;
    countries.insert(country);
    version6 += ip.find(':') != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(countries.size(), 25U);
  EXPECT_GT(version6, 5);
  EXPECT_GT(without, 100);  // mobile
  for (const auto& [user, all] : of_user) EXPECT_LE(all.size(), 4U) << user;
}

TEST(Story, LinesStandInTheFileThatCoversTheirTime) {
  size_t day_before = 0;
  event::LineParser parser;
  for (const std::string& path : log_paths(default_sample())) {
    const std::string name = path.substr(path.rfind("log-") + 4, 8);
    const auto day = base::parse_day_as(name, "%Y%m%d");
    ASSERT_TRUE(day) << path;
    for (std::string line : lines_of(gunzip(path))) {
      const size_t size = line.size();
      line.append(event::LineParser::kPadding, '\0');
      const Event* e = parser.parse(std::string_view(line).substr(0, size));
      if (!e || e->time_state() != event::TimeState::kGood) continue;
      const auto off = (e->time().day - *day).count();
      EXPECT_TRUE(off == 0 || off == -1) << path << ": " << line;
      day_before += off == -1 ? 1 : 0;
    }
  }
  EXPECT_GT(day_before, 1000U);
}

// --- problem_check

struct Check {
  std::string problem_id;
  std::set<std::string> answers, submission, correct_map;
};

std::set<std::string> keys_of(JsonValue object) {
  std::set<std::string> keys;
  object.for_each_member([&](std::string_view key, JsonValue) { keys.emplace(key); });
  return keys;
}

TEST(Story, ProblemChecksHaveTheShapeOfTheSpec) {
  std::set<std::string> response_types;
  int old_shape = 0, lists = 0, empty_lists = 0, hidden = 0, variants = 0, correct = 0, tagged = 0;
  for_each_event([&](const Event& e, const std::string& line) {
    if (e.event_type() != "problem_check" || e.source() != event::Source::kServer || !e.payload().present)
      return;
    const Event::Payload& p = e.payload();
    if (p.find("value").kind() != JsonValue::Kind::kMissing) return;  // noise
    ASSERT_TRUE(p.find("problem_id").text()) << line;
    ASSERT_EQ(p.find("answers").kind(), JsonValue::Kind::kObject) << line;
    ASSERT_TRUE(p.find("grade").integer() && p.find("max_grade").integer() && p.find("attempts").integer());
    ASSERT_TRUE(p.find("state").find("seed").integer());
    const std::set<std::string> parts = keys_of(p.find("correct_map"));
    std::set<std::string> answered;
    for (const std::string& id : keys_of(p.find("answers"))) {
      if (id.ends_with("_dynamath")) {
        ++hidden;
      } else {
        answered.insert(id);
      }
    }
    EXPECT_EQ(parts, answered);
    EXPECT_EQ(static_cast<int64_t>(parts.size()), p.find("max_grade").integer());
    EXPECT_EQ(p.find("success").text() == "correct",
              p.find("grade").integer() == p.find("max_grade").integer());
    correct += p.find("success").text() == "correct" ? 1 : 0;
    if (p.find("submission").kind() == JsonValue::Kind::kMissing) {
      ++old_shape;
      return;
    }
    EXPECT_EQ(parts, keys_of(p.find("submission")));
    if (!e.context().is_missing_or_null()) {
      EXPECT_TRUE(e.context().find("module").find("display_name").text()) << line;
      tagged += e.context().find("asides").find("tagging_aside").find("saved_tags").kind() ==
                JsonValue::Kind::kObject;
    }
    p.find("submission").for_each_member([&](std::string_view id, JsonValue part) {
      response_types.emplace(part.find("response_type").text().value_or("?"));
      variants += part.find("variant").integer() ? 1 : 0;
      EXPECT_TRUE(part.find("correct").boolean());
      EXPECT_TRUE(part.find("question").text());
      EXPECT_EQ(*part.find("correct").boolean(),
                p.find("correct_map").find(id).find("correctness").text() == "correct");
      const bool list = part.find("answer").kind() == JsonValue::Kind::kArray;
      EXPECT_EQ(list, p.find("answers").find(id).kind() == JsonValue::Kind::kArray);
      EXPECT_EQ(list, part.find("response_type").text() == "choiceresponse");
      int items = 0;
      if (list) part.find("answer").for_each_item([&](JsonValue) { ++items; });
      lists += items > 1 ? 1 : 0;
      empty_lists += list && items == 0 ? 1 : 0;
    });
  });
  EXPECT_EQ(response_types, (std::set<std::string>{"choiceresponse", "customresponse", "formularesponse",
                                                   "multiplechoiceresponse", "numericalresponse",
                                                   "optionresponse", "stringresponse"}));
  for (const int count : {old_shape, lists, empty_lists, hidden, variants, correct, tagged})
    EXPECT_GT(count, 0);
}

TEST(Story, PayloadsTakeTheirSourcesForm) {
  int cut = 0, forms = 0, texts = 0, objects = 0;
  for_each_event([&](const Event& e, const std::string& line) {
    const std::string_view type = e.event_type().value_or("");
    const auto text = e.raw_payload().text();
    if (type.starts_with("/") && text) {
      EXPECT_LE(text->size(), 512U);
      cut += text->size() == 512 ? 1 : 0;
      EXPECT_EQ(e.payload().present, text->size() < 512) << line;
    }
    if (e.source() == event::Source::kBrowser && type == "problem_check" && text) {
      ++forms;
      EXPECT_FALSE(e.payload().present) << line;
      EXPECT_TRUE(text->starts_with("input_")) << line;
    }
    if (type == "play_video" && e.payload().find("currentTime").number()) {
      EXPECT_EQ(text.has_value(), e.source() == event::Source::kBrowser) << line;
      (text ? texts : objects)++;
      EXPECT_TRUE(e.payload().find("id").text());
    }
  });
  EXPECT_GT(cut, 0);
  EXPECT_GT(forms, 100);
  EXPECT_GT(texts, 100);
  EXPECT_GT(objects, 50);
}

}  // namespace
}  // namespace sluice::sample
