// Discussions: pages, posts and votes. Ids of posts are 24 hex digits; topics are the course's own.
#include "sample/event_kinds.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

constexpr std::string_view kTitles[] = {"Question about week 2", "Great lecture!", "Is the deadline in UTC?",
                                        "Typo in problem 3",     "Study group?",   "Résumé of chapter 1"};
constexpr std::string_view kBodies[] = {
    "I do not understand the second step. Could somebody explain it in other words?",
    "Thanks to the team, this was very clear.\nLooking forward to the next part.",
    "Look at the formula again: the \"minus\" is missing.",
    "¿Alguien más de habla hispana? Podemos estudiar juntos.",
    "The answer is on page 12 of the textbook, see C:\\notes.",
};

void append_topic(std::string& out, const Visit& visit, const Step& step) {
  append_hex(out, mix(visit.course->key, 0xf0, step.item), 16);
}

void append_post_id(std::string& out, uint64_t draw) {
  append_hex(out, mix(draw, 1), 16);
  append_hex(out, mix(draw, 2), 8);
}

void append_forum_path(std::string& out, const Visit& visit, const Step& step, std::string_view what) {
  append_all(out, "/courses/", visit.course->id, "/discussion/");
  if (what == "threads/create") {
    append_topic(out, visit, step);
    out += "/threads/create";
  } else {
    append_all(out, what, "/");
    append_post_id(out, step.draw);
    if (what == "threads") out += "/reply";
  }
}

void append_quoted(std::string& out, std::string_view key, std::string_view text) {
  append_all(out, ", \"", key, "\": \"");
  append_escaped(out, text);
  out += '"';
}

void start_post(EventDraft& d, const Visit& visit, const Step& step, std::string_view type,
                std::string_view path) {
  d.type = type;
  append_forum_path(d.path, visit, step, path);
  append_all(d.referer, "/courses/", visit.course->id, "/discussion/forum");
  d.payload += "{\"commentable_id\": \"";
  append_topic(d.payload, visit, step);
  d.payload += "\", \"id\": \"";
  append_post_id(d.payload, step.draw);
  d.payload += "\", \"category_id\": \"";
  append_topic(d.payload, visit, step);
  append_all(d.payload, "\", \"category_name\": \"Week ",
             std::string(1, static_cast<char>('1' + step.item % 6)),
             "\", \"user_course_roles\": [], \"user_forums_roles\": [\"Student\"]");
}

void append_body(EventDraft& d, const Step& step) {
  append_quoted(d.payload, "body", kBodies[step.draw % std::size(kBodies)]);
  d.payload += ", \"truncated\": false";
}

void append_discussion(EventDraft& d, uint64_t draw) {
  d.payload += ", \"discussion\": {\"id\": \"";
  append_post_id(d.payload, mix(draw, 3));
  d.payload += "\"}";
}

void append_vote(EventDraft& d, const Step& step) {
  std::string target = "learner";
  append_number(target, step.draw % 97 + 1);
  append_quoted(d.payload, "target_username", target);
  append_all(d.payload, ", \"vote_value\": \"", step.draw % 5 == 0 ? "down" : "up",
             "\", \"undo_vote\": ", step.draw % 7 == 0 ? "true}" : "false}");
}

}  // namespace

void write_forum_page(EventDraft& d, const Visit& visit, const Step&) {
  append_all(d.path, "/courses/", visit.course->id, "/discussion/forum");
  append_all(d.referer, "/courses/", visit.course->id, "/info");
  make_implicit(d, "{}", "{\"sort_key\": [\"activity\"], \"page\": [\"1\"], \"ajax\": [\"1\"]}");
}

// The form of a new thread, as an implicit event; a long body is cut off.
void write_forum_post(EventDraft& d, const Visit& visit, const Step& step) {
  append_forum_path(d.path, visit, step, "threads/create");
  append_all(d.referer, "/courses/", visit.course->id, "/discussion/forum");
  std::string post = "{\"thread_type\": [\"discussion\"], \"title\": [\"Question\"], \"body\": [\"";
  for (uint64_t i = 0; i <= step.draw % 6; ++i) {
    if (i > 0) post += ' ';
    post += "I do not understand the second step. Could somebody explain it in other words?";
  }
  post += "\"], \"anonymous\": [\"false\"], \"auto_subscribe\": [\"true\"]}";
  make_implicit(d, post);
}

void write_thread_created(EventDraft& d, const Visit& visit, const Step& step) {
  start_post(d, visit, step, "edx.forum.thread.created", "threads/create");
  append_body(d, step);
  append_quoted(d.payload, "title", kTitles[step.draw % std::size(kTitles)]);
  append_all(d.payload, ", \"thread_type\": \"", step.draw % 2 == 0 ? "discussion" : "question",
             "\", \"anonymous\": false, \"anonymous_to_peers\": false, \"group_id\": null, \"options\": "
             "{\"followed\": true}}");
}

void write_response_created(EventDraft& d, const Visit& visit, const Step& step) {
  start_post(d, visit, step, "edx.forum.response.created", "threads");
  append_body(d, step);
  append_discussion(d, step.draw);
  d.payload += ", \"options\": {\"followed\": false}}";
}

void write_comment_created(EventDraft& d, const Visit& visit, const Step& step) {
  start_post(d, visit, step, "edx.forum.comment.created", "comments");
  append_body(d, step);
  append_discussion(d, step.draw);
  d.payload += ", \"response\": {\"id\": \"";
  append_post_id(d.payload, mix(step.draw, 4));
  d.payload += "\"}, \"options\": {\"followed\": false}}";
}

void write_thread_voted(EventDraft& d, const Visit& visit, const Step& step) {
  start_post(d, visit, step, "edx.forum.thread.voted", "threads");
  append_vote(d, step);
}

void write_response_voted(EventDraft& d, const Visit& visit, const Step& step) {
  start_post(d, visit, step, "edx.forum.response.voted", "comments");
  append_vote(d, step);
}

void write_forum_searched(EventDraft& d, const Visit& visit, const Step& step) {
  append_all(d.path, "/courses/", visit.course->id, "/discussion/forum/search");
  append_all(d.referer, "/courses/", visit.course->id, "/discussion/forum");
  d.type = "edx.forum.searched";
  d.payload = "{\"query\": \"deadline\", \"page\": 1, \"total_results\": ";
  append_number(d.payload, step.draw % 40);
  d.payload += ", \"corrected_text\": null}";
}

}  // namespace sluice::sample
