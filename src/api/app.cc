#include "api/app.h"

#include <fmt/format.h>

#include "api/authentication.h"
#include "api/csv_text.h"
#include "api/json_text.h"
#include "api/media_type.h"
#include "api/request_target.h"
#include "api/route.h"

namespace sluice::api {
namespace {

using net::HttpRequest;
using net::HttpResponse;

const char* allowed_methods(const Endpoint& endpoint) {
  return endpoint.takes_post ? "GET, POST, HEAD, OPTIONS" : "GET, HEAD, OPTIONS";
}

HttpResponse json_reply(int status, const Json& body) {
  return {status, {{"Content-Type", "application/json"}}, json_text(body)};
}

Exchange failed(const Failure& failure, std::string user = "-") {
  HttpResponse reply = json_reply(failure.status, failure.body);
  reply.headers.insert(reply.headers.end(), failure.headers.begin(), failure.headers.end());
  return {std::move(reply), std::move(user), failure.note};
}

Failure unauthorized(const std::string& text) {
  Failure failure = detail(401, text);
  failure.headers.emplace_back("WWW-Authenticate", "Token");
  return failure;
}

// The path is unknown: a known one with a slash added is told where it is.
HttpResponse redirect_or_unknown(const RequestTarget& target) {
  if (!find_route(target.path + "/")) return json_reply(404, bare(404).body);
  std::string location = encode_path(target.path + "/");
  if (!target.query.empty()) location += "?" + target.query;
  return {301, {{"Location", location}}, ""};
}

// The parameters of a POST, by the type of its body.
std::expected<Parameters, Failure> body_parameters(const HttpRequest& request) {
  if (request.body.empty()) return Parameters{};
  const std::string* type = request.header("Content-Type");
  const std::string bare_name = type == nullptr ? "" : bare_type(*type);
  if (bare_name == "application/x-www-form-urlencoded") return Parameters::from_urlencoded(request.body);
  if (bare_name == "application/json") {
    Result<Parameters> parsed = Parameters::from_json(request.body);
    if (parsed) return std::move(*parsed);
    return std::unexpected(detail(400, "JSON parse error - " + parsed.error().message));
  }
  return std::unexpected(
      detail(415, fmt::format("Unsupported media type \"{}\" in request.", type == nullptr ? "" : *type)));
}

std::expected<std::optional<base::Micros>, Failure> date_parameter(const Parameters& parameters,
                                                                   const std::string& name) {
  if (!parameters.has(name)) return std::nullopt;
  const auto time = parse_date_parameter(parameters.one(name));
  if (time) return time;
  return std::unexpected(illegal_value(
      fmt::format("{} '{}' is not a date: YYYY-MM-DD or YYYY-MM-DDTHHMMSS", name, parameters.one(name))));
}

std::expected<Form, Failure> chosen_form(const HttpRequest& request, const Parameters& query) {
  if (query.has("format")) {
    if (const auto form = form_of_name(query.one("format"))) return *form;
    return std::unexpected(not_found());
  }
  if (const auto form = form_of_accept(request.header("Accept"))) return *form;
  return std::unexpected(detail(406, "Could not satisfy the request Accept header."));
}

HttpResponse render(const Answer& answer, Form form, const Parameters& query, const Parameters& parameters) {
  if (!answer.page.empty()) return {200, {{"Content-Type", "text/html; charset=utf-8"}}, answer.page};
  if (form == Form::kJson || answer.csv_name.empty()) return json_reply(answer.status, answer.value);
  CsvOptions options;
  options.columns = parameters.list("fields");
  options.safe = query.has("csv_safe") && query.one("csv_safe") != "0";
  return {answer.status,
          {{"Content-Type", "text/csv; charset=utf-8"},
           {"Content-Disposition", "attachment; filename=" + answer.csv_name + ".csv"}},
          csv_text(answer.value, options)};
}

// Everything after authentication and method.
std::expected<HttpResponse, Failure> ask(const HttpRequest& request, const Route& route,
                                         const RequestTarget& target, bool authenticated, Sources& sources) {
  const Endpoint& endpoint = *route.endpoint;
  Parameters query = Parameters::from_urlencoded(target.query);
  query.values_hold_lists(true);
  SLUICE_TRY(const Form form, chosen_form(request, query));
  Question question{route.course_id, route.object_id, query, {}, authenticated};
  if (request.method == "POST") {
    SLUICE_TRY(question.parameters, body_parameters(request));
  }
  if (endpoint.checks_dates) {
    SLUICE_TRY(question.dates.start, date_parameter(question.parameters, "start_date"));
    SLUICE_TRY(question.dates.end, date_parameter(question.parameters, "end_date"));
  }
  SLUICE_TRY(const Answer answer, endpoint.answer(question, sources));
  if (answer.value.is_array() && answer.value.empty()) return std::unexpected(not_found());
  return render(answer, form, query, question.parameters);
}

Exchange on_route(const HttpRequest& request, const Route& route, const RequestTarget& target,
                  const Caller& caller, Sources& sources) {
  const Endpoint& endpoint = *route.endpoint;
  const bool known = caller.kind == Caller::Kind::kUser;
  const std::string user = known ? caller.user : "-";
  if (caller.kind == Caller::Kind::kRefused) return failed(unauthorized(caller.refusal));
  if (endpoint.needs_token && !known) return failed(unauthorized(kNoCredentials));
  if (request.method == "OPTIONS") return {json_reply(200, Json::object()), user, ""};
  const bool allowed = request.method == "GET" || request.method == "HEAD" ||
                       (request.method == "POST" && endpoint.takes_post);
  if (!allowed) return failed(detail(405, fmt::format("Method \"{}\" not allowed.", request.method)), user);
  auto reply = ask(request, route, target, known, sources);
  if (!reply) return failed(reply.error(), user);
  return {std::move(*reply), user, ""};
}

void add_common_headers(HttpResponse& reply) {
  reply.headers.emplace_back("Vary", "Accept, Authorization");
  reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
  reply.headers.emplace_back("X-Frame-Options", "DENY");
  reply.headers.emplace_back("Cache-Control", "private, no-cache");
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text;
}

// For the log: nothing in it can look like another line, and it stays short.
std::string printable(std::string_view text) {
  constexpr size_t kLongest = 1000;
  std::string out;
  for (const char c : text.substr(0, kLongest)) {
    if (c > ' ' && c < 127 && c != '"' && c != '\\')
      out += c;
    else
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  if (text.size() > kLongest) out += "...";
  return out;
}

}  // namespace

Exchange App::answer(const HttpRequest& request) {
  if (request.fault == HttpRequest::Fault::kTargetTooLong) return failed(bare(414));
  if (request.fault == HttpRequest::Fault::kBodyTooLarge) return failed(bare(413));
  const auto tokens = sources_.tokens.table();
  const bool open = options_.open && tokens->empty();
  if (open && options_.check_host && !is_local_host(request.header("Host")))
    return failed(detail(403, "Host not allowed."));
  const auto target = parse_target(request.target);
  if (!target) return failed(bare(404));
  const auto route = find_route(target->path);
  if (!route) return {redirect_or_unknown(*target), "-", ""};
  const Caller caller = open ? Caller{Caller::Kind::kUser, "anyone", ""}
                             : authenticate(request.header("Authorization"), *tokens);
  Exchange exchange = on_route(request, *route, *target, caller, sources_);
  exchange.reply.headers.emplace_back("Allow", allowed_methods(*route->endpoint));
  return exchange;
}

Exchange App::handle(const HttpRequest& request) {
  Exchange exchange;
  try {
    exchange = answer(request);
  } catch (const std::exception& error) {
    exchange = failed(bare(500));
    exchange.note = error.what();
  }
  add_common_headers(exchange.reply);
  return exchange;
}

std::string access_line(const HttpRequest& request, const Exchange& exchange,
                        std::chrono::microseconds elapsed) {
  std::string line =
      fmt::format("{} {} \"{} {}\" {} {} B {:.1f} ms", request.peer.empty() ? "-" : request.peer,
                  exchange.user, printable(request.method), printable(request.target), exchange.reply.status,
                  exchange.reply.body.size(), static_cast<double>(elapsed.count()) / 1000);
  if (!exchange.note.empty()) line += ": " + one_line(exchange.note);
  return line;
}

}  // namespace sluice::api
