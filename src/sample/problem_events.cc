// Problems: what the page asks, the form that the browser sends (as its own event, and as an implicit one cut
// at 512 characters), and the server's problem_check with submission, answers and correct_map
// (tracking-events.md section 5).
#include "sample/event_kinds.h"
#include "sample/problem_bank.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

// ID_2_1, ID_3_1, …
void append_answer_id(std::string& out, const Visit& visit, const Step& step, uint32_t part) {
  append_answer_stem(out, *visit.course, step.item);
  out += '_';
  append_number(out, part + 2);
  out += "_1";
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

// The value of an answer: a text, or a list of texts where several can be ticked.
void append_value(std::string& out, const Part& part, const Answer& answer, std::string_view Choice::* what) {
  if (!part.many) return append_text(out, answer.chosen.front()->*what);
  out += '[';
  for (const Choice* choice : answer.chosen) {
    if (out.back() != '[') out += ", ";
    append_text(out, choice->*what);
  }
  out += ']';
}

// `"ID": VALUE` for every part, by `value`, within braces.
template <class Value>
void append_map(std::string& out, const Visit& visit, const Step& step, uint32_t parts, Value value) {
  out += '{';
  for (uint32_t i = 0; i < parts; ++i) {
    if (i > 0) out += ", ";
    out += '"';
    append_answer_id(out, visit, step, i);
    out += "\": ";
    value(i);
  }
  out += '}';
}

uint32_t variant_of(const Visit& visit) {
  return 1 + static_cast<uint32_t>(visit.user_id % 5);
}

bool has_old_shape(const Visit& visit, const Step& step) {
  return visit.course->style == IdStyle::kOld && step.item % 5 == 2 && visit.layout == Layout::kOlder;
}

void append_answers(std::string& out, const Visit& visit, const Step& step,
                    const std::vector<Answer>& given) {
  const Problem& problem = problem_of(step.item);
  append_map(out, visit, step, problem.part_count(), [&](uint32_t i) {
    append_value(out, problem.part(i), given[i], &Choice::id);
    if (!problem.part(i).companion) return;
    out += ", \"";
    append_answer_id(out, visit, step, i);
    out += "_dynamath\": \"<math><mi>x</mi></math>\"";
  });
}

void append_submission(std::string& out, const Visit& visit, const Step& step,
                       const std::vector<Answer>& given) {
  const Problem& problem = problem_of(step.item);
  append_map(out, visit, step, problem.part_count(), [&](uint32_t i) {
    const Part& part = problem.part(i);
    out += "{\"question\": ";
    append_text(out, part.question);
    out += ", \"answer\": ";
    append_value(out, part, given[i], &Choice::text);
    append_all(out, ", \"response_type\": \"", part.response_type, "\", \"input_type\": \"", part.input_type,
               "\", \"correct\": ", given[i].correct ? "true" : "false", ", \"variant\": ");
    if (problem.randomized) {
      append_number(out, variant_of(visit));
    } else {
      out += "\"\"";
    }
    out += ", \"group_label\": \"\"}";
  });
}

void append_correct_map(std::string& out, const Visit& visit, const Step& step,
                        const std::vector<Answer>& given) {
  append_map(out, visit, step, static_cast<uint32_t>(given.size()), [&](uint32_t i) {
    append_all(
        out, "{\"correctness\": \"", given[i].correct ? "correct" : "incorrect",
        "\", \"npoints\": null, \"msg\": \"\", \"hint\": \"\", \"hintmode\": null, \"queuestate\": null}");
  });
}

void append_state(std::string& out, const Visit& visit, const Step& step, uint32_t parts) {
  out += "{\"seed\": ";
  append_number(out, problem_of(step.item).randomized ? variant_of(visit) : 1);
  out += ", \"student_answers\": {}, \"input_state\": ";
  append_map(out, visit, step, parts, [&](uint32_t) { out += "{}"; });
  out += ", \"correct_map\": {}, \"done\": null}";
}

void append_module(EventDraft& d, const Visit& visit, const Step& step) {
  append_all(d.context_extra, ", \"module\": {\"display_name\": \"", problem_of(step.item).name,
             "\", \"usage_key\": \"");
  append_block_id(d.context_extra, *visit.course, "problem", step.item);
  d.context_extra += "\"}";
  if (step.item % 3 == 0) {
    append_all(d.context_extra, ", \"asides\": {\"tagging_aside\": {\"saved_tags\": {\"difficulty\": \"",
               step.item % 2 == 0 ? "Easy" : "Hard", "\", \"topic\": [\"Unit ",
               std::string(1, static_cast<char>('A' + step.item % 5)), "\", \"Core\"]}}}");
  }
}

uint32_t count_correct(const std::vector<Answer>& given) {
  uint32_t count = 0;
  for (const Answer& answer : given) count += answer.correct ? 1 : 0;
  return count;
}

// input_ID=value&input_ID%5B%5D=value: the form of the page.
void append_form(std::string& out, const Visit& visit, const Step& step) {
  const Problem& problem = problem_of(step.item);
  const std::vector<Answer> given = answers_of(problem, step.draw, step.position);
  bool first = true;
  for (uint32_t i = 0; i < problem.part_count(); ++i) {
    for (const Choice* choice : given[i].chosen) {
      if (!first) out += '&';
      first = false;
      out += "input_";
      append_answer_id(out, visit, step, i);
      out += problem.part(i).many ? "%5B%5D=" : "=";
      append_percent_encoded(out, choice->id);
    }
  }
  if (first) out += "input_=";
}

void start_handler(EventDraft& d, const Visit& visit, const Step& step, std::string_view handler) {
  append_all(d.path, "/courses/", visit.course->id, "/xblock/");
  append_block_in_url(d.path, *visit.course, "problem", step.item);
  append_all(d.path, "/handler/xmodule_handler/", handler);
}

void start_browser_event(EventDraft& d, const Visit& visit, const Step& step, std::string_view type) {
  d.source = Source::kBrowser;
  d.type = type;
  d.path = "/event";
  append_courseware_path(d.page, *visit.course, step.item % kSequentials);
  d.referer = d.page;
}

}  // namespace

void write_problem_get(EventDraft& d, const Visit& visit, const Step& step) {
  start_handler(d, visit, step, "problem_get");
  make_implicit(d);
}

void write_browser_problem_check(EventDraft& d, const Visit& visit, const Step& step) {
  start_browser_event(d, visit, step, "problem_check");
  d.payload_is_text = true;
  append_form(d.payload, visit, step);
}

void write_problem_check_post(EventDraft& d, const Visit& visit, const Step& step) {
  start_handler(d, visit, step, "problem_check");
  const Problem& problem = problem_of(step.item);
  const std::vector<Answer> given = answers_of(problem, step.draw, step.position);
  std::string post;
  append_map(post, visit, step, problem.part_count(), [&](uint32_t i) {
    append_all(post, "[");
    append_value(post, problem.part(i), given[i], &Choice::id);
    append_all(post, "]");
  });
  make_implicit(d, post);
}

void write_problem_check(EventDraft& d, const Visit& visit, const Step& step) {
  start_handler(d, visit, step, "problem_check");
  d.type = "problem_check";
  const std::vector<Answer> given = answers_of(problem_of(step.item), step.draw, step.position);
  const auto parts = static_cast<uint32_t>(given.size());
  const uint32_t right = count_correct(given);
  std::string& out = d.payload;
  out += "{\"problem_id\": \"";
  append_block_id(out, *visit.course, "problem", step.item);
  append_all(out, "\", \"success\": \"", right == parts ? "correct" : "incorrect", "\", \"grade\": ");
  append_number(out, right);
  out += ", \"max_grade\": ";
  append_number(out, parts);
  out += ", \"attempts\": ";
  append_number(out, step.position);
  out += ", \"answers\": ";
  append_answers(out, visit, step, given);
  if (!has_old_shape(visit, step)) {
    out += ", \"submission\": ";
    append_submission(out, visit, step, given);
    append_module(d, visit, step);
  }
  out += ", \"correct_map\": ";
  append_correct_map(out, visit, step, given);
  out += ", \"state\": ";
  append_state(out, visit, step, parts);
  out += '}';
}

// The browser's answer to the server's: an array, which no job reads.
void write_problem_graded(EventDraft& d, const Visit& visit, const Step& step) {
  start_browser_event(d, visit, step, "problem_graded");
  d.payload += "[\"";
  append_form(d.payload, visit, step);
  d.payload += "\", \"<div class=\\\"problem\\\">\\n<p class=\\\"status\\\">graded</p></div>\"]";
}

void write_show_answer(EventDraft& d, const Visit& visit, const Step& step) {
  start_browser_event(d, visit, step, "problem_show");
  d.payload_is_text = true;
  d.payload += "{\"problem\": \"";
  append_block_id(d.payload, *visit.course, "problem", step.item);
  d.payload += "\"}";
}

}  // namespace sluice::sample
