#include "sample/noise.h"

#include "sample/problem_bank.h"

namespace sluice::sample {
namespace {

std::string quoted(const auto& value) {
  std::string text = "\"";
  if constexpr (std::is_arithmetic_v<std::decay_t<decltype(value)>>) {
    append_number(text, value);
  } else {
    append_escaped(text, value);
  }
  return text + "\"";
}

std::string time_text(const EventDraft& d, size_t length, std::string_view suffix) {
  std::string text = "\"";
  append_event_time(text, d.time);
  text.resize(1 + length);
  return text.append(suffix) + "\"";
}

// Each takes the draft of a good event and makes it odd.
using DraftNoise = void (*)(EventDraft&, const Visit&);
constexpr DraftNoise kDraftNoise[] = {
    // who
    [](EventDraft& d, const Visit& v) { d.user_id_json = quoted(v.user_id); },
    [](EventDraft& d, const Visit&) { d.user_id_json = "\"abc\""; },
    [](EventDraft& d, const Visit&) { d.user_id_json = "null"; },
    [](EventDraft& d, const Visit&) { d.user_id_json = "\"\""; },
    [](EventDraft& d, const Visit&) { d.username_json = "\"\""; },
    [](EventDraft& d, const Visit&) { d.username_json = "null"; },
    [](EventDraft& d, const Visit& v) { d.username_json = quoted(v.username + "\n"); },
    [](EventDraft& d, const Visit&) { d.missing = kUsername | kSession; },
    // where
    [](EventDraft& d, const Visit&) { d.ip_json = "\"\""; },
    [](EventDraft& d, const Visit&) { d.ip_json = "\"unknown\""; },
    [](EventDraft& d, const Visit&) { d.missing = kContext; },
    [](EventDraft& d, const Visit&) { d.course_json = "\"foobar\""; },
    [](EventDraft& d, const Visit&) { d.course_json = "\"course-v1:AcmeU+BIO 101\""; },
    [](EventDraft& d, const Visit&) { d.course_json = "null"; },
    [](EventDraft& d, const Visit& v) { d.course_json = quoted(" " + v.course->id + "\n"); },
    // when
    [](EventDraft& d, const Visit&) { d.missing = kTime; },
    [](EventDraft& d, const Visit&) { d.time_json = "\"2024-02-31T25:00:00+00:00\""; },
    [](EventDraft& d, const Visit&) { d.time_json = "null"; },
    [](EventDraft& d, const Visit&) { d.time_json = time_text(d, 19, "+00:00"); },
    [](EventDraft& d, const Visit&) { d.time_json = time_text(d, 23, "Z"); },
    // what
    [](EventDraft& d, const Visit&) { d.type = "edx.special_exam.timed.attempt.started"; },
    [](EventDraft& d, const Visit&) { d.missing = kType; },
    [](EventDraft& d, const Visit&) {
      d.payload_is_text = false;
      d.payload =
          "{\"value\": NaN, \"max\": Infinity, \"min\": -Infinity, \"huge\": 1e400, \"big\": "
          "123456789012345678901234567890}";
    },
    [](EventDraft& d, const Visit&) {
      d.payload_is_text = false;
      d.payload = "null";
    },
    // enrollments that are none
    [](EventDraft& d, const Visit& v) {
      d.source = Source::kServer;
      d.type = "edx.course.enrollment.activated";
      d.payload_is_text = false;
      d.payload = "{\"course_id\": \"course-v1:broken\", \"user_id\": " + std::to_string(v.user_id) +
                  ", \"mode\": \"audit\"}";
    },
    [](EventDraft& d, const Visit& v) {
      d.source = Source::kServer;
      d.type = "edx.course.enrollment.activated";
      d.payload_is_text = false;
      d.payload = "{\"course_id\": " + quoted(v.course->id) + ", \"user_id\": null, \"mode\": null}";
    },
    // how it is written: raw control characters, bytes that are no UTF-8, half a surrogate pair, needless
    // escapes
    [](EventDraft& d, const Visit&) { d.agent_json = "\"Mozilla/5.0\t(compatible;\x01 Crawler)\""; },
    [](EventDraft& d, const Visit&) { d.agent_json = "\"Mozilla/5.0 (Andr\xe9 \xff\xfe)\""; },
    [](EventDraft& d, const Visit&) { d.agent_json = "\"Mozilla/5.0 (\\ud83d Phone \\ud83d\\ude00)\""; },
    [](EventDraft& d, const Visit&) { d.agent_json = "\"Mozilla\\/5.0 (raw \xc3\xbcmlaut)\""; },
    [](EventDraft& d, const Visit&) { d.agent_json = "\"first\", \"agent\": \"second\""; },
};

// A problem_check too long for the transport, cut where the transport cuts.
void append_cut_line(std::string& out, const Visit& visit, const Step& step, uint32_t problem, size_t limit) {
  EventDraft draft;
  Step survey = step;
  survey.item = problem;
  survey.position = 1;
  draft.time = step.at;
  write_problem_check(draft, visit, survey);
  const size_t start = out.size();
  append_event(out, visit, draft);
  out.resize(std::min(out.size() - 1, start + limit));
  out += '\n';
}

void prefix_line(std::string& out, size_t line_start, std::string_view prefix) {
  out.insert(line_start, prefix);
}

}  // namespace

void disturb_draft(EventDraft& draft, const Visit& visit, Random& random) {
  random.pick(kDraftNoise)(draft, visit);
}

void disturb_line(std::string& out, size_t line_start, const Visit& visit, const Step& step, Random& random) {
  switch (random.below(12)) {
    case 0:
    case 1: return append_cut_line(out, visit, step, kSurvey, 2043);
    case 2: return append_cut_line(out, visit, step, kLongSurvey, 10'000);
    case 3:  // cut anywhere, as when the disk was full
      out.resize(line_start + 1 + random.below(static_cast<uint32_t>(out.size() - line_start - 1)));
      out += '\n';
      return;
    case 4:
    case 5:
      return prefix_line(
          out, line_start,
          "Feb 12 10:00:00 ip-10-2-10-20 [service_variant=lms][tracking][env:prod-edx-edxapp] INFO "
          "[ip-10-2-10-20  2141] [logger.py:13] - ");
    case 6: return prefix_line(out, line_start, "\xef\xbb\xbf");
    case 7: out += '\n'; return;
    case 8:
      out.back() = '\r';
      out += '\n';
      return;
    case 9: out.append(out.substr(line_start)); return;  // sent twice
    case 10: {
      constexpr std::string_view kGarbage[] = {"null\n", "[1, 2, 3]\n", "-- log rotated --\n",
                                               "{\"username\": \"\", }\n", "\x1b[31merror\n"};
      out += random.pick(kGarbage);
      return;
    }
    default:  // two writers at once: the end of one line is lost
      out.resize(out.size() - 2 - random.below(40));
      append_all(out, "{\"username\": \"\"}\n");
      return;
  }
}

}  // namespace sluice::sample
