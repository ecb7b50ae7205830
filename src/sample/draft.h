// One event before it becomes a line: what a writer of an event family fills in, and the envelope around it.
//
//   line = { "name", "context": { "user_id", "path", "course_id", "org_id", … }, "username", "session", "ip",
//   "agent", "host",
//            "referer", "accept_language", "event", "time", "event_type", "event_source", "page" } LF
// in one of two orders: that of today's LMS and that of older releases. Meaning of the fields:
// tracking-events.md section 3.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sample/append.h"
#include "sample/course.h"

namespace sluice::sample {

enum class Source : uint8_t { kServer, kBrowser, kMobile, kTask };
enum class Layout : uint8_t { kToday, kOlder };

// Who acts, in which course, from where: the same for all events of one session.
struct Visit {
  const Course* course = nullptr;  // never null
  uint64_t key = 0;                // seed of the session
  int64_t user_id = 0;
  std::string username, address;
  std::string_view agent, language;
  bool mobile = false;
  Layout layout = Layout::kToday;
};

enum Field : uint32_t {
  kName = 1,
  kContext = 2,
  kUsername = 4,
  kSession = 8,
  kIp = 16,
  kAgent = 32,
  kHost = 64,
  kReferer = 128,
  kLanguage = 256,
  kEvent = 512,
  kTime = 1024,
  kType = 2048,
  kSource = 4096,
  kPage = 8192,
};

// Reused from event to event: clear() keeps the memory.
struct EventDraft {
  Micros time{};
  Source source = Source::kServer;
  std::string type;
  std::string name;              // empty: the type
  std::string page;              // empty: null
  std::string path;              // context.path
  std::string referer;           // without scheme and host
  std::string payload;           // JSON text
  bool payload_is_text = false;  // the payload stands in the event as a JSON string
  bool no_course = false;        // context.course_id is blank
  std::string context_extra;     // `, "key": value` more in the context

  // What noise changes: fields that are left out, and JSON text in place of the usual value.
  uint32_t missing = 0;
  std::string user_id_json, username_json, course_json, time_json, ip_json, agent_json;

  void clear();
};

extern const std::string_view kSite;  // scheme and host of the LMS

// Appends the line of `draft`, with LF.
void append_event(std::string& out, const Visit& visit, const EventDraft& draft);

}  // namespace sluice::sample
