// The PDF textbook: its page, and one `book` event for each page turned.
#include "sample/event_kinds.h"

namespace sluice::sample {
namespace {

void append_book_path(std::string& out, const Visit& visit, const Step& step) {
  append_all(out, "/courses/", visit.course->id, "/pdfbook/0/chapter/");
  append_number(out, step.item + 1);
  out += '/';
}

}  // namespace

void write_book_page(EventDraft& d, const Visit& visit, const Step& step) {
  append_book_path(d.path, visit, step);
  append_all(d.referer, "/courses/", visit.course->id, "/info");
  make_implicit(d);
}

void write_book(EventDraft& d, const Visit& visit, const Step& step) {
  d.source = Source::kBrowser;
  d.type = "book";
  if (visit.layout == Layout::kToday) d.name = "textbook.pdf.page.loaded";
  d.path = "/event";
  append_book_path(d.page, visit, step);
  d.referer = d.page;
  d.payload_is_text = true;
  d.payload += "{\"type\": \"gotopage\", \"old\": ";
  append_number(d.payload, step.before);
  d.payload += ", \"new\": ";
  append_number(d.payload, step.position);
  append_all(d.payload, ", \"chapter\": \"/static/book/chapter_");
  append_number(d.payload, step.item + 1);
  d.payload += ".pdf\"}";
}

}  // namespace sluice::sample
