// /: a page for people who open the API in a browser: what this is, and what can be asked.
#include <fmt/format.h>

#include "api/endpoints.h"

namespace sluice::api {
namespace {

constexpr const char* kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>sluice</title><style>
:root{color-scheme:light dark;--ink:#17202a;--soft:#5d6d7e;--line:#d5dbe1;--page:#fbfcfd;--water:#0b6e99}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#93a1b0;--line:#2d3742;--page:#12171c;--water:#5bb8e0}}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:4rem 1.5rem}
h1{font-size:2.2rem;margin:0;letter-spacing:-.02em}h1 span{color:var(--water)}
h2{font-size:.85rem;text-transform:uppercase;letter-spacing:.08em;color:var(--soft);margin:2.5rem 0 .5rem}
p{margin:.5rem 0;color:var(--soft)}code,pre{font:14px/1.5 ui-monospace,monospace}
pre{border:1px solid var(--line);border-radius:8px;padding:.9rem 1rem;overflow:auto;margin:.5rem 0}
ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--line);padding:.45rem 0}
a{color:var(--water);text-decoration:none}a:hover{text-decoration:underline}small{color:var(--soft);float:right}
</style></head><body><main><h1><span>&#8776;</span> sluice</h1>
<p>Open edX analytics: this server answers questions about courses, from tables that jobs made of tracking logs.
It is read-only, and speaks the edX Analytics Data API (v0 and v1).</p>
)";

std::string list_item(const Endpoint& endpoint, bool open) {
  const char* note = open ? "" : endpoint.needs_token ? "token" : "public";
  switch (endpoint.place) {
    case Place::kRootAndData:
      return fmt::format("<li><small>{}</small><a href=\"/{}\"><code>/{}</code></a></li>\n", note,
                         endpoint.path, endpoint.path);
    case Place::kOwn:
      return fmt::format(
          "<li><small>{}</small><a href=\"/api/sluice/v1/{}\"><code>/api/sluice/v1/{}</code></a></li>\n",
          note, endpoint.path, endpoint.path);
    case Place::kData:
      return fmt::format("<li><small>{}</small><a href=\"/api/v1/{}\"><code>/api/v1/{}</code></a></li>\n",
                         note, endpoint.path, endpoint.path);
    case Place::kCourse:
      return fmt::format("<li><small>{}</small><code>/api/v1/courses/<i>COURSE</i>/{}</code></li>\n", note,
                         endpoint.path);
    case Place::kProblem:
      return fmt::format("<li><small>{}</small><code>/api/v1/problems/<i>ID</i>/{}</code></li>\n", note,
                         endpoint.path);
    case Place::kVideo:
      return fmt::format("<li><small>{}</small><code>/api/v1/videos/<i>ID</i>/{}</code></li>\n", note,
                         endpoint.path);
    case Place::kPage: return "";
  }
  return "";
}

Outcome answer(const Question&, Sources& sources) {
  const bool open = sources.open && sources.tokens.table()->empty();
  std::string page = kHead;
  page += "<h2>Try it</h2><pre>curl";
  if (!open) page += " -H 'Authorization: Token <i>KEY</i>'";
  page += " http://<i>HOST</i>/api/sluice/v1/courses/</pre>\n";
  page += open ? "<p>No token is needed on this machine.</p>"
               : "<p>A key is made with <code>sluice token set <i>USER</i></code>. Add <code>-H 'Accept: "
                 "text/csv'</code> for CSV.</p>";
  page += "<h2>Endpoints</h2><ul>\n";
  for (const Endpoint& endpoint : all_endpoints()) page += list_item(endpoint, open);
  page += "</ul></main></body></html>\n";
  Answer answer;
  answer.page = std::move(page);
  return answer;
}

}  // namespace

Endpoint home_endpoint() {
  return {.path = "/", .place = Place::kPage, .answer = answer, .needs_token = false};
}

}  // namespace sluice::api
