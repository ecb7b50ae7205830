#include "sample/activities.h"

#include <algorithm>

#include "sample/problem_bank.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::seconds;

class Script {
 public:
  Script(const Visit& visit, Micros start)
      : visit_(visit), random_(mix(visit.key, 0xac7)), limit_(start + hours(2)), now_(start) {}

  // A few pages of the course, from the place where the learner is.
  std::vector<Step> visit(bool staff) {
    if (random_.percent(35)) add(EventKind::kDashboard);
    if (random_.percent(45)) add(EventKind::kInfoPage);
    if (random_.percent(8)) add(EventKind::kProgressPage);
    if (staff && random_.percent(40)) instruct();
    uint32_t sequential = random_.below(kSequentials);
    for (int64_t pages = random_.between(1, 4); pages > 0 && now_ < limit_; --pages) {
      page(sequential);
      sequential = (sequential + 1) % kSequentials;
    }
    return finish();
  }

  std::vector<Step> mobile() {
    for (int64_t videos = random_.between(1, 4); videos > 0 && now_ < limit_; --videos)
      watch(random_.below(kVideos));
    return finish();
  }

 private:
  void page(uint32_t sequential) {
    add(EventKind::kCoursewarePage, sequential);
    const uint32_t choice = random_.below(100);
    if (choice < 34) {
      watch(sequential % kVideos);
    } else if (choice < 66) {
      solve(pick_problem(sequential));
    } else if (choice < 84) {
      read(sequential);
    } else if (choice < 94) {
      discuss(sequential % 8);
    } else {
      turn_pages(sequential % 12);
    }
    if (random_.percent(4)) add(EventKind::kLinkClicked, sequential);
    if (random_.percent(80)) add(EventKind::kPageClose, sequential);
    wait(2, 90);
  }

  void read(uint32_t sequential) {
    int64_t tab = random_.between(0, 5);
    for (int64_t steps = random_.between(2, 7); steps > 0; --steps, ++tab) {
      wait(5, 140);
      const EventKind kind = random_.percent(70) ? EventKind::kSeqNext : EventKind::kSeqGoto;
      add(kind, sequential, tab);
      add(EventKind::kGotoPosition, sequential, tab);
    }
  }

  uint32_t pick_problem(uint32_t sequential) {
    if (random_.one_in(800)) return kLongSurvey;
    if (random_.one_in(200)) return kSurvey;
    return (sequential + random_.below(3)) % kProblems;
  }

  void solve(uint32_t problem) {
    add(EventKind::kProblemGet, problem);
    const int64_t attempts = random_.percent(60) ? 1 : random_.between(2, 3);
    for (int64_t attempt = 1; attempt <= attempts; ++attempt) {
      wait(10, 240);
      check(problem, attempt, random_.next());
    }
    if (random_.percent(12)) add(EventKind::kShowAnswer, problem);
  }

  // One click: the browser's form, the request, the server's verdict, the browser's echo.
  void check(uint32_t problem, int64_t attempt, uint64_t draw) {
    for (const EventKind kind : {EventKind::kBrowserProblemCheck, EventKind::kProblemCheckPost,
                                 EventKind::kProblemCheck, EventKind::kProblemGraded})
      add_drawn(kind, problem, attempt, 0, draw);
  }

  void watch(uint32_t video) {
    const int64_t length = 100LL * video_seconds(*visit_.course, video);
    add(EventKind::kLoadVideo, video);
    int64_t position =
        random_.percent(70) ? 0 : static_cast<int64_t>(random_.below(static_cast<uint32_t>(length)));
    int64_t stale = position;  // players report the old position right after a seek
    for (int64_t parts = random_.between(1, 4); parts > 0 && now_ < limit_; --parts) {
      wait(1, 5);
      add(EventKind::kPlayVideo, video, stale);
      const int64_t end = std::min(length, position + static_cast<int64_t>(random_.below(15'000)) + 10);
      now_ += microseconds((end - position) * 10'000);
      position = end;
      stale = position;
      if (position == length) break;
      if (random_.percent(30)) {
        stale = position;
        position = static_cast<int64_t>(random_.below(static_cast<uint32_t>(length)));
        add(EventKind::kSeekVideo, video, position, stale);
      } else if (parts > 1 || random_.percent(70)) {
        add(EventKind::kPauseVideo, video, position);
        if (!visit_.mobile) add(EventKind::kSaveVideoState, video, position);
      }
    }
    if (random_.percent(55)) add(EventKind::kStopVideo, video, position);
    if (!visit_.mobile && random_.percent(50)) add(EventKind::kSaveVideoState, video, position);
  }

  void discuss(uint32_t topic) {
    add(EventKind::kForumPage, topic);
    wait(20, 300);
    const uint32_t choice = random_.below(100);
    const uint64_t draw = random_.next();
    if (choice < 22) {
      add_drawn(EventKind::kForumPost, topic, 0, 0, draw);
      add_drawn(EventKind::kThreadCreated, topic, 0, 0, draw);
    } else {
      constexpr EventKind kActions[] = {EventKind::kResponseCreated, EventKind::kCommentCreated,
                                        EventKind::kThreadVoted,     EventKind::kResponseVoted,
                                        EventKind::kForumSearched,   EventKind::kForumPage};
      add(random_.pick(kActions), topic);
    }
  }

  void turn_pages(uint32_t chapter) {
    add(EventKind::kBookPage, chapter);
    int64_t at = random_.between(1, 30);
    for (int64_t pages = random_.between(2, 8); pages > 0; --pages) {
      wait(10, 150);
      add(EventKind::kBook, chapter, at + 1, at);
      ++at;
    }
  }

  void instruct() {
    add(EventKind::kInstructorPage);
    constexpr EventKind kTasks[] = {EventKind::kTaskRescore, EventKind::kTaskReset,
                                    EventKind::kTaskProblemCheck};
    const EventKind task = random_.pick(kTasks);
    for (int64_t learners = random_.between(1, 6); learners > 0; --learners)
      add(task, random_.below(kProblems));
  }

  void wait(int64_t low, int64_t high) { now_ += seconds(random_.between(low, high)); }

  void add(EventKind kind, uint32_t item = 0, int64_t position = 0, int64_t before = 0) {
    add_drawn(kind, item, position, before, random_.next());
  }
  void add_drawn(EventKind kind, uint32_t item, int64_t position, int64_t before, uint64_t draw) {
    now_ += microseconds(20'000 + random_.below(400'000));
    steps_.push_back({now_, {}, kind, item, position, before, draw});
  }

  std::vector<Step> finish() {
    const auto late =
        std::find_if(steps_.begin() + 1, steps_.end(), [&](const Step& s) { return s.at >= limit_; });
    steps_.erase(late, steps_.end());
    return std::move(steps_);
  }

  const Visit& visit_;
  Random random_;
  Micros limit_, now_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> visit_steps(const Visit& visit, Micros start, bool staff) {
  return Script(visit, start).visit(staff);
}

std::vector<Step> mobile_steps(const Visit& visit, Micros start) {
  return Script(visit, start).mobile();
}

std::vector<Step> enrollment_steps(const Change& change, uint64_t key) {
  const auto position = static_cast<int64_t>(change.mode);
  const auto item = static_cast<uint32_t>(change.kind);
  constexpr EventKind kKinds[] = {EventKind::kActivated, EventKind::kDeactivated, EventKind::kModeChanged};
  const uint64_t draw = mix(key, 0xd4a);
  std::vector<Step> steps;
  steps.push_back({change.at - microseconds(1 + draw % 90'000),
                   {},
                   EventKind::kChangeEnrollmentPost,
                   item,
                   position,
                   0,
                   draw});
  steps.push_back({change.at, {}, kKinds[item], item, position, 0, draw});
  return steps;
}

}  // namespace sluice::sample
