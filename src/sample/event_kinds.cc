#include "sample/event_kinds.h"

#include <array>

namespace sluice::sample {
namespace {

// In the order of EventKind.
constexpr EventWriter kWriters[] = {
    write_dashboard,
    write_info_page,
    write_courseware_page,
    write_progress_page,
    write_goto_position,
    write_seq_next,
    write_seq_goto,
    write_link_clicked,
    write_page_close,
    write_load_video,
    write_play_video,
    write_pause_video,
    write_seek_video,
    write_stop_video,
    write_save_video_state,
    write_problem_get,
    write_browser_problem_check,
    write_problem_check_post,
    write_problem_check,
    write_problem_graded,
    write_show_answer,
    write_forum_page,
    write_forum_post,
    write_thread_created,
    write_response_created,
    write_comment_created,
    write_thread_voted,
    write_response_voted,
    write_forum_searched,
    write_book_page,
    write_book,
    write_change_enrollment_post,
    write_activated,
    write_deactivated,
    write_mode_changed,
    write_instructor_page,
    write_task_rescore,
    write_task_reset,
    write_task_problem_check,
};
static_assert(std::size(kWriters) == static_cast<size_t>(EventKind::kCount));

}  // namespace

EventWriter writer_of(EventKind kind) {
  return kWriters[static_cast<size_t>(kind)];
}

}  // namespace sluice::sample
