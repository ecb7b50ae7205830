// The API as one function from request to reply: the order of checks, the forms of answers, the headers of
// all replies.
#pragma once

#include <chrono>
#include <string>

#include "api/endpoint.h"
#include "net/http_message.h"

namespace sluice::api {

struct AppOptions {
  bool open = false;       // no-auth mode: every request counts as authenticated as long as no token exists
  bool check_host = true;  // in no-auth mode: refuse Host headers that are not this machine's own names
};

// A reply, and what the log should know of it.
struct Exchange {
  net::HttpResponse reply;
  std::string user;  // "-" if nobody signed in
  std::string note;  // why it failed, for the log alone
};

class App {
 public:
  App(Sources sources, AppOptions options) : sources_(sources), options_(options) {}
  // Any thread. Never throws.
  Exchange handle(const net::HttpRequest& request);

 private:
  Exchange answer(const net::HttpRequest& request);
  Sources sources_;
  const AppOptions options_;
};

// One line for the access log, with everything unprintable escaped: `127.0.0.1 ann "GET /status/" 200 2 B 0.3
// ms`.
std::string access_line(const net::HttpRequest& request, const Exchange& exchange,
                        std::chrono::microseconds elapsed);

}  // namespace sluice::api
