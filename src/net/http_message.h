// One HTTP request and its reply as plain values: what the server hands to a handler and gets back.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::net {

using HttpHeader = std::pair<std::string, std::string>;

struct HttpRequest {
  // What the server refused to read; the handler still answers, so that every reply has one author.
  enum class Fault { kNone, kTargetTooLong, kBodyTooLarge };

  std::string method;               // as sent: "GET"
  std::string target;               // path and query as sent, nothing decoded: "/a%2Fb/?x=1"
  std::vector<HttpHeader> headers;  // in the order sent
  std::string body;
  std::string peer;  // address of the client, for the log
  Fault fault = Fault::kNone;

  // The first header of that name, without regard to case; null if there is none.
  const std::string* header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::vector<HttpHeader> headers;
  std::string body;  // the server leaves it out for HEAD, but not its length

  const std::string* header(std::string_view name) const;
};

// Called from several threads at once; must not throw.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

}  // namespace sluice::net
