#include "sample/draft.h"

#include "sample/random.h"

namespace sluice::sample {
namespace {

constexpr std::string_view kHostName = "courses.acme.example";
constexpr Field kTodayOrder[] = {kName,    kContext,  kUsername, kSession, kIp,   kAgent,  kHost,
                                 kReferer, kLanguage, kEvent,    kTime,    kType, kSource, kPage};
constexpr Field kOlderOrder[] = {kUsername, kSource,  kName,    kLanguage, kTime, kAgent, kPage,
                                 kHost,     kSession, kReferer, kContext,  kIp,   kEvent, kType};

void append_string(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

// `usual` unless noise has put other JSON text in its place.
void append_or(std::string& out, const std::string& replacement, std::string_view usual) {
  if (!replacement.empty()) {
    out += replacement;
  } else {
    append_string(out, usual);
  }
}

void append_context(std::string& out, const Visit& visit, const EventDraft& d) {
  out += "{\"user_id\": ";
  if (!d.user_id_json.empty()) {
    out += d.user_id_json;
  } else {
    append_number(out, visit.user_id);
  }
  out += ", \"path\": ";
  append_string(out, d.path);
  out += ", \"course_id\": ";
  append_or(out, d.course_json, d.no_course ? std::string_view() : visit.course->id);
  out += ", \"org_id\": ";
  append_string(out, d.no_course ? std::string_view() : visit.course->org);
  append_ascii_json(out, d.context_extra);
  out += '}';
}

void append_payload(std::string& out, const EventDraft& d) {
  if (d.payload_is_text) {
    append_string(out, d.payload);
  } else {
    append_ascii_json(out, d.payload);
  }
}

void append_time_field(std::string& out, const EventDraft& d) {
  if (!d.time_json.empty()) {
    out += d.time_json;
    return;
  }
  out += '"';
  append_event_time(out, d.time);
  out += '"';
}

void append_url(std::string& out, std::string_view path) {
  out += '"';
  if (!path.empty()) out += kSite;
  append_escaped(out, path);
  out += '"';
}

std::string_view source_name(Source source) {
  constexpr std::string_view kNames[] = {"server", "browser", "mobile", "task"};
  return kNames[static_cast<size_t>(source)];
}

// `"key": value` of one field.
void append_field(std::string& out, Field field, const Visit& visit, const EventDraft& d) {
  switch (field) {
    case kName: out += "\"name\": "; return append_string(out, d.name.empty() ? d.type : d.name);
    case kContext: out += "\"context\": "; return append_context(out, visit, d);
    case kUsername: out += "\"username\": "; return append_or(out, d.username_json, visit.username);
    case kSession: {
      out += "\"session\": \"";
      if (d.source != Source::kTask) append_hex32(out, visit.key);
      out += '"';
      return;
    }
    case kIp: out += "\"ip\": "; return append_or(out, d.ip_json, visit.address);
    case kAgent: out += "\"agent\": "; return append_or(out, d.agent_json, visit.agent);
    case kHost: append_all(out, "\"host\": \"", kHostName, "\""); return;
    case kReferer: out += "\"referer\": "; return append_url(out, d.referer);
    case kLanguage: out += "\"accept_language\": "; return append_string(out, visit.language);
    case kEvent: out += "\"event\": "; return append_payload(out, d);
    case kTime: out += "\"time\": "; return append_time_field(out, d);
    case kType: out += "\"event_type\": "; return append_string(out, d.type);
    case kSource: append_all(out, "\"event_source\": \"", source_name(d.source), "\""); return;
    case kPage:
      out += "\"page\": ";
      if (d.page.empty()) {
        out += "null";
      } else {
        append_url(out, d.page);
      }
      return;
  }
}

// Older releases gave a name to explicit server events only, and no referer to what the browser reports.
uint32_t fields_left_out(const Visit& visit, const EventDraft& draft) {
  if (visit.layout == Layout::kToday) return draft.missing;
  if (draft.source == Source::kBrowser) return draft.missing | kName | kReferer;
  return draft.type.starts_with('/') ? draft.missing | kName : draft.missing;
}

}  // namespace

const std::string_view kSite = "https://courses.acme.example";

void EventDraft::clear() {
  for (std::string* text : {&type, &name, &page, &path, &referer, &payload, &context_extra, &user_id_json,
                            &username_json, &course_json, &time_json, &ip_json, &agent_json})
    text->clear();
  source = Source::kServer;
  payload_is_text = no_course = false;
  missing = 0;
}

void append_event(std::string& out, const Visit& visit, const EventDraft& draft) {
  const uint32_t left_out = fields_left_out(visit, draft);
  char before = '{';
  for (const Field field : visit.layout == Layout::kToday ? kTodayOrder : kOlderOrder) {
    if (left_out & field) continue;
    out += before;
    if (before == ',') out += ' ';
    append_field(out, field, visit, draft);
    before = ',';
  }
  out += "}\n";
}

}  // namespace sluice::sample
