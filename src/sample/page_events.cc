// Page views (implicit server events) and what the browser reports about a page.
#include <algorithm>

#include "sample/event_kinds.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

constexpr size_t kImplicitLimit = 512;  // characters; the payloads here are ASCII

void append_sequence_url(std::string& out, const Visit& visit, const Step& step) {
  append_courseware_path(out, *visit.course, step.item);
}

void start_sequence_event(EventDraft& d, const Visit& visit, const Step& step, std::string_view type) {
  d.source = Source::kBrowser;
  d.type = type;
  d.path = "/event";
  append_sequence_url(d.page, visit, step);
  d.referer = d.page;
  d.payload_is_text = true;
}

void append_sequence_payload(EventDraft& d, const Visit& visit, int64_t from, int64_t to, uint32_t item) {
  d.payload += "{\"old\": ";
  append_number(d.payload, from);
  d.payload += ", \"new\": ";
  append_number(d.payload, to);
  d.payload += ", \"current_tab\": ";
  append_number(d.payload, from);
  d.payload += ", \"tab_count\": 9, \"id\": \"";
  append_block_id(d.payload, *visit.course, "sequential", item);
  d.payload += "\"}";
}

}  // namespace

void make_implicit(EventDraft& d, std::string_view post, std::string_view get) {
  d.type = d.path;
  append_all(d.payload, "{\"POST\": ", post, ", \"GET\": ", get, "}");
  if (d.payload.size() > kImplicitLimit) d.payload.resize(kImplicitLimit);
  d.payload_is_text = true;
}

void write_dashboard(EventDraft& d, const Visit&, const Step& step) {
  d.path = step.draw % 3 == 0 ? "/account/settings" : "/dashboard";
  d.no_course = true;
  make_implicit(d);
}

void write_info_page(EventDraft& d, const Visit& visit, const Step& step) {
  append_all(d.path, "/courses/", visit.course->id, step.draw % 2 == 0 ? "/info" : "/course/");
  d.referer = "/dashboard";
  d.no_course = step.draw % 8 == 0;  // the id has to come from the URL then
  make_implicit(d);
}

void write_courseware_page(EventDraft& d, const Visit& visit, const Step& step) {
  append_sequence_url(d.path, visit, step);
  append_all(d.referer, "/courses/", visit.course->id, "/course/");
  make_implicit(d, "{}", step.draw % 4 == 0 ? "{\"activate_block_id\": [\"first\"]}" : "{}");
}

void write_progress_page(EventDraft& d, const Visit& visit, const Step&) {
  append_all(d.path, "/courses/", visit.course->id, "/progress");
  append_all(d.referer, "/courses/", visit.course->id, "/info");
  make_implicit(d);
}

void write_goto_position(EventDraft& d, const Visit& visit, const Step& step) {
  append_all(d.path, "/courses/", visit.course->id, "/xblock/");
  append_block_in_url(d.path, *visit.course, "sequential", step.item);
  d.path += "/handler/xmodule_handler/goto_position";
  std::string post = "{\"position\": [\"";
  append_number(post, step.position + 1);
  post += "\"]}";
  make_implicit(d, post);
}

void write_seq_next(EventDraft& d, const Visit& visit, const Step& step) {
  start_sequence_event(d, visit, step, "seq_next");
  if (visit.layout == Layout::kToday) d.name = "edx.ui.lms.sequence.next_selected";
  append_sequence_payload(d, visit, step.position, step.position + 1, step.item);
}

void write_seq_goto(EventDraft& d, const Visit& visit, const Step& step) {
  start_sequence_event(d, visit, step, "seq_goto");
  if (visit.layout == Layout::kToday) d.name = "edx.ui.lms.sequence.tab_selected";
  append_sequence_payload(d, visit, step.position, static_cast<int64_t>(step.draw % 9) + 1, step.item);
}

void write_link_clicked(EventDraft& d, const Visit& visit, const Step& step) {
  start_sequence_event(d, visit, step, "edx.ui.lms.link_clicked");
  append_all(d.payload, "{\"current_url\": \"", kSite, d.page, "\", \"target_url\": \"", kSite, "/courses/",
             visit.course->id, "/progress\"}");
}

void write_page_close(EventDraft& d, const Visit& visit, const Step& step) {
  start_sequence_event(d, visit, step, "page_close");
  d.no_course = step.draw % 10 == 0;  // the id has to come from the page then
  d.payload = "{}";
}

}  // namespace sluice::sample
