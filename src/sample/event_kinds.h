// The one list of events that the sample knows how to write. Each family (page_events.cc, video_events.cc, …)
// defines its writers; adding a kind = a writer, a line here and a line in event_kinds.cc.
#pragma once

#include <cstdint>

#include "sample/draft.h"

namespace sluice::sample {

enum class EventKind : uint8_t {
  // pages: implicit server events (event_type = path) and browser events about the page
  kDashboard,
  kInfoPage,
  kCoursewarePage,
  kProgressPage,
  kGotoPosition,
  kSeqNext,
  kSeqGoto,
  kLinkClicked,
  kPageClose,
  // video, browser or mobile
  kLoadVideo,
  kPlayVideo,
  kPauseVideo,
  kSeekVideo,
  kStopVideo,
  kSaveVideoState,
  // problems
  kProblemGet,
  kBrowserProblemCheck,
  kProblemCheckPost,
  kProblemCheck,
  kProblemGraded,
  kShowAnswer,
  // forum
  kForumPage,
  kForumPost,
  kThreadCreated,
  kResponseCreated,
  kCommentCreated,
  kThreadVoted,
  kResponseVoted,
  kForumSearched,
  // textbook
  kBookPage,
  kBook,
  // enrollment
  kChangeEnrollmentPost,
  kActivated,
  kDeactivated,
  kModeChanged,
  // instructor and background tasks
  kInstructorPage,
  kTaskRescore,
  kTaskReset,
  kTaskProblemCheck,
  kCount,
};

// What happens at one moment of a session. The numbers mean what the family says.
struct Step {
  Micros at{};       // the time in the event
  Micros written{};  // when the line reaches the log; later for mobile events and stragglers
  EventKind kind = EventKind::kDashboard;
  uint32_t item = 0;     // which sequential, video, problem, page …
  int64_t position = 0;  // video position in 1/100 s, page number, mode …
  int64_t before = 0;    // the position before a seek
  uint64_t draw = 0;     // seed of free choices; the same for all events of one action
};

// Fills `draft` (cleared, time set) for one step.
using EventWriter = void (*)(EventDraft& draft, const Visit& visit, const Step& step);
EventWriter writer_of(EventKind kind);

// Pages.
void write_dashboard(EventDraft& draft, const Visit& visit, const Step& step);
void write_info_page(EventDraft& draft, const Visit& visit, const Step& step);
void write_courseware_page(EventDraft& draft, const Visit& visit, const Step& step);  // item = sequential
void write_progress_page(EventDraft& draft, const Visit& visit, const Step& step);
void write_goto_position(EventDraft& draft, const Visit& visit,
                         const Step& step);  // position = tab in the sequential
void write_seq_next(EventDraft& draft, const Visit& visit, const Step& step);
void write_seq_goto(EventDraft& draft, const Visit& visit, const Step& step);
void write_link_clicked(EventDraft& draft, const Visit& visit, const Step& step);
void write_page_close(EventDraft& draft, const Visit& visit, const Step& step);
// An implicit event: the path, then event = {"POST": …, "GET": …} as a text cut at 512 characters.
void make_implicit(EventDraft& draft, std::string_view post = "{}", std::string_view get = "{}");

// Video; item = video.
void write_load_video(EventDraft& draft, const Visit& visit, const Step& step);
void write_play_video(EventDraft& draft, const Visit& visit, const Step& step);
void write_pause_video(EventDraft& draft, const Visit& visit, const Step& step);
void write_seek_video(EventDraft& draft, const Visit& visit, const Step& step);
void write_stop_video(EventDraft& draft, const Visit& visit, const Step& step);
void write_save_video_state(EventDraft& draft, const Visit& visit, const Step& step);

// Problems; item = problem, position = attempt, draw = the answers.
void write_problem_get(EventDraft& draft, const Visit& visit, const Step& step);
void write_browser_problem_check(EventDraft& draft, const Visit& visit, const Step& step);
void write_problem_check_post(EventDraft& draft, const Visit& visit, const Step& step);
void write_problem_check(EventDraft& draft, const Visit& visit, const Step& step);
void write_problem_graded(EventDraft& draft, const Visit& visit, const Step& step);
void write_show_answer(EventDraft& draft, const Visit& visit, const Step& step);

// Forum; item = topic, draw = the post.
void write_forum_page(EventDraft& draft, const Visit& visit, const Step& step);
void write_forum_post(EventDraft& draft, const Visit& visit, const Step& step);
void write_thread_created(EventDraft& draft, const Visit& visit, const Step& step);
void write_response_created(EventDraft& draft, const Visit& visit, const Step& step);
void write_comment_created(EventDraft& draft, const Visit& visit, const Step& step);
void write_thread_voted(EventDraft& draft, const Visit& visit, const Step& step);
void write_response_voted(EventDraft& draft, const Visit& visit, const Step& step);
void write_forum_searched(EventDraft& draft, const Visit& visit, const Step& step);

// Textbook; item = chapter, position = page.
void write_book_page(EventDraft& draft, const Visit& visit, const Step& step);
void write_book(EventDraft& draft, const Visit& visit, const Step& step);

// Enrollment; position = Mode.
void write_change_enrollment_post(EventDraft& draft, const Visit& visit, const Step& step);
void write_activated(EventDraft& draft, const Visit& visit, const Step& step);
void write_deactivated(EventDraft& draft, const Visit& visit, const Step& step);
void write_mode_changed(EventDraft& draft, const Visit& visit, const Step& step);

// Instructor pages and tasks; item = problem.
void write_instructor_page(EventDraft& draft, const Visit& visit, const Step& step);
void write_task_rescore(EventDraft& draft, const Visit& visit, const Step& step);
void write_task_reset(EventDraft& draft, const Visit& visit, const Step& step);
void write_task_problem_check(EventDraft& draft, const Visit& visit, const Step& step);

}  // namespace sluice::sample
