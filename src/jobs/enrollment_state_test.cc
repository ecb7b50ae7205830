#include "jobs/enrollment_state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

namespace sluice::jobs {
namespace {

base::Day day(const std::string& month_day) {
  return *base::parse_day("2021-" + month_day);
}

// "03-02 10:00 A audit; 03-02 11:00 D audit" → events
std::vector<EnrollmentEvent> events_of(const std::string& text) {
  std::vector<EnrollmentEvent> out;
  std::stringstream all(text);
  for (std::string one; std::getline(all, one, ';');) {
    std::stringstream words(one);
    std::string date, time, letter, mode;
    words >> date >> time >> letter >> mode;
    std::string type(letter == "A" ? kActivated : letter == "D" ? kDeactivated : kModeChanged);
    out.push_back({day(date), "2021-" + date + "T" + time + ":00.000000", type, mode});
  }
  return out;
}

// One line a record: "03-02: 1, 1, audit".
std::string records_of(const std::vector<EnrollmentRun>& runs) {
  std::string out;
  for (const EnrollmentRun& run : runs)
    for (base::Day d = run.days.begin; d < run.days.end; d += std::chrono::days(1))
      out += base::format_day(d).substr(5) + ": " + std::to_string(run.enrolled) + ", " +
             std::to_string(d == run.days.begin ? run.change : 0) + ", " + run.mode + "\n";
  return out;
}

std::string records(const std::string& text) {
  return records_of(enrollment_runs(events_of(text), day("03-06")));
}

TEST(EnrollmentState, WorkedExamplesOfTheSpec) {
  EXPECT_EQ(records("03-02 10:00 A audit"),
            "03-02: 1, 1, audit\n03-03: 1, 0, audit\n03-04: 1, 0, audit\n03-05: 1, 0, audit\n");
  EXPECT_EQ(records("03-02 10:00 A audit; 03-02 11:00 D audit"),
            "03-02: 0, 0, audit\n03-03: 0, 0, audit\n03-04: 0, 0, audit\n03-05: 0, 0, audit\n");
  EXPECT_EQ(records("03-03 10:00 D honor"), "03-03: 0, 0, honor\n03-04: 0, 0, honor\n03-05: 0, 0, honor\n");
  EXPECT_EQ(records("03-04 10:00 M verified"), "03-04: 0, 0, verified\n03-05: 0, 0, verified\n");
  EXPECT_EQ(records("03-02 10:00 A audit; 03-04 10:00 M verified"),
            "03-02: 1, 1, audit\n03-03: 1, 0, audit\n03-04: 1, 0, verified\n03-05: 1, 0, verified\n");
  EXPECT_EQ(records("03-02 10:00 A audit; 03-03 10:00 A verified"),
            "03-02: 1, 1, audit\n03-03: 1, 0, verified\n03-04: 1, 0, verified\n03-05: 1, 0, verified\n");
  EXPECT_EQ(records("03-02 10:00 A verified; 03-03 10:00 D audit; 03-05 10:00 A honor"),
            "03-02: 1, 1, verified\n03-03: 0, -1, audit\n03-04: 0, 0, audit\n03-05: 1, 1, honor\n");
  EXPECT_EQ(records("03-02 10:00 A audit; 03-03 10:00 D audit; 03-03 12:00 A audit"),
            "03-02: 1, 1, audit\n03-03: 1, 0, audit\n03-04: 1, 0, audit\n03-05: 1, 0, audit\n");
  EXPECT_EQ(records("03-02 10:00 M verified; 03-02 10:00 D audit; 03-02 10:00 A audit"),
            "03-02: 0, 0, verified\n03-03: 0, 0, verified\n03-04: 0, 0, verified\n03-05: 0, 0, verified\n");
  EXPECT_EQ(records(""), "");
}

// The slow, obvious version: for each day, replay everything up to the end of that day from nothing.
std::string replayed(std::vector<EnrollmentEvent> events, base::Day begin, base::Day end) {
  auto before = [](const EnrollmentEvent& a, const EnrollmentEvent& b) {
    if (a.timestamp != b.timestamp) return a.timestamp < b.timestamp;
    if (a.type != b.type) return a.type < b.type;
    return a.mode < b.mode;
  };
  for (size_t i = 0; i < events.size(); ++i)  // insertion sort: nothing clever
    for (size_t j = i; j > 0 && before(events[j], events[j - 1]); --j) std::swap(events[j], events[j - 1]);
  std::string out;
  int yesterday = 0;
  for (base::Day d = begin; d < end; d += std::chrono::days(1)) {
    int enrolled = 0;
    bool any = false;
    std::string mode = "unknown";
    for (const EnrollmentEvent& e : events) {
      if (e.day > d) continue;
      any = true;
      if (e.type == kActivated && enrolled == 0)
        enrolled = 1;
      else if (e.type == kDeactivated && enrolled == 1)
        enrolled = 0;
      mode = e.mode;
    }
    if (any)
      out += base::format_day(d).substr(5) + ": " + std::to_string(enrolled) + ", " +
             std::to_string(enrolled - yesterday) + ", " + mode + "\n";
    yesterday = enrolled;
  }
  return out;
}

std::vector<EnrollmentEvent> alphabet() {
  std::vector<EnrollmentEvent> out;
  for (const char* at : {"03-02 10:00", "03-02 11:00", "03-04 10:00"})
    for (const char* letter : {"A", "D", "M"})
      for (const char* mode : {"audit", "verified"})
        out.push_back(events_of(std::string(at) + " " + letter + " " + mode)[0]);
  return out;
}

TEST(EnrollmentState, AgreesWithReplayOnAllSequencesUpToFive) {
  auto letters = alphabet();
  std::mt19937 random(1);
  std::vector<EnrollmentEvent> chosen;
  int checked = 0;
  // Order does not matter, so every multiset stands for all its sequences; one of them is tried, at random.
  auto extend = [&](auto& self, size_t from, int more) -> void {
    auto shuffled = chosen;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    ++checked;
    ASSERT_EQ(records_of(enrollment_runs(shuffled, day("03-06"))),
              replayed(shuffled, day("03-01"), day("03-06")));
    for (size_t i = from; more > 0 && i < letters.size(); ++i) {
      chosen.push_back(letters[i]);
      self(self, i, more - 1);
      chosen.pop_back();
    }
  };
  extend(extend, 0, 5);
  EXPECT_EQ(checked, 33649);  // C(18 + 5, 5)
}

TEST(EnrollmentState, AgreesWithReplayOnLongRandomSequences) {
  std::mt19937 random(2);
  for (int round = 0; round < 300; ++round) {
    std::vector<EnrollmentEvent> events;
    for (unsigned n = random() % 200; n > 0; --n) {
      char text[40];
      std::snprintf(text, sizeof text, "03-%02u 10:%02u %c m%u", 1 + static_cast<unsigned>(random() % 28),
                    static_cast<unsigned>(random() % 5), "ADM"[random() % 3],
                    static_cast<unsigned>(random() % 3));
      events.push_back(events_of(text)[0]);
    }
    ASSERT_EQ(records_of(enrollment_runs(events, day("04-01"))),
              replayed(events, day("03-01"), day("04-01")));
  }
}

}  // namespace
}  // namespace sluice::jobs
