// Enrollment: the request, and what the server then says about it. Step::position is the Mode.
#include "sample/event_kinds.h"
#include "sample/learner.h"

namespace sluice::sample {
namespace {

void write_change(EventDraft& d, const Visit& visit, const Step& step, std::string_view type) {
  d.type = type;
  d.path = "/change_enrollment";
  append_all(d.referer, "/courses/", visit.course->id, "/about");
  append_all(d.payload, "{\"course_id\": \"", visit.course->id, "\", \"user_id\": ");
  append_number(d.payload, visit.user_id);
  append_all(d.payload, ", \"mode\": \"", mode_name(static_cast<Mode>(step.position)), "\"}");
}

}  // namespace

void write_change_enrollment_post(EventDraft& d, const Visit& visit, const Step& step) {
  d.path = "/change_enrollment";
  append_all(d.referer, "/courses/", visit.course->id, "/about");
  d.no_course = true;
  std::string post = "{\"course_id\": [\"" + visit.course->id + "\"], \"enrollment_action\": [\"";
  post += step.item == static_cast<uint32_t>(ChangeKind::kDeactivated) ? "unenroll\"]}" : "enroll\"]}";
  make_implicit(d, post);
}

void write_activated(EventDraft& d, const Visit& visit, const Step& step) {
  write_change(d, visit, step, "edx.course.enrollment.activated");
}

void write_deactivated(EventDraft& d, const Visit& visit, const Step& step) {
  write_change(d, visit, step, "edx.course.enrollment.deactivated");
}

// Upgrades are often made by a background task after payment.
void write_mode_changed(EventDraft& d, const Visit& visit, const Step& step) {
  write_change(d, visit, step, "edx.course.enrollment.mode_changed");
  if (step.draw % 6 == 0) d.source = Source::kTask;
}

}  // namespace sluice::sample
