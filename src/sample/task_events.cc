// What course staff sets off: instructor pages, and tasks that run in the background (event_source "task").
#include "sample/event_kinds.h"

namespace sluice::sample {
namespace {

void start_task(EventDraft& d, const Visit& visit, const Step& step, std::string_view type) {
  d.source = Source::kTask;
  d.type = type;
  append_all(d.context_extra, ", \"task_id\": \"");
  append_hex32(d.context_extra, step.draw);
  d.context_extra += '"';
  d.payload += "{\"problem_id\": \"";
  append_block_id(d.payload, *visit.course, "problem", step.item);
  d.payload += "\", \"student\": ";
  append_number(d.payload, visit.user_id);
}

}  // namespace

void write_instructor_page(EventDraft& d, const Visit& visit, const Step&) {
  append_all(d.path, "/courses/", visit.course->id, "/instructor");
  append_all(d.referer, "/courses/", visit.course->id, "/info");
  make_implicit(d);
}

void write_task_rescore(EventDraft& d, const Visit& visit, const Step& step) {
  start_task(d, visit, step, "problem_rescore");
  d.payload += ", \"orig_score\": 0, \"new_score\": 1, \"orig_total\": 1, \"new_total\": 1, \"attempts\": 1}";
}

void write_task_reset(EventDraft& d, const Visit& visit, const Step& step) {
  start_task(d, visit, step, "problem_reset_attempts");
  d.payload += ", \"old_attempts\": 2, \"new_attempts\": 0}";
}

void write_task_problem_check(EventDraft& d, const Visit& visit, const Step& step) {
  start_task(d, visit, step, "problem_check");
  d.payload += ", \"success\": \"correct\", \"grade\": 1, \"max_grade\": 1, \"answers\": {}}";
}

}  // namespace sluice::sample
