// Botocore's protocol vectors through the codecs: a model and parameters give a request, a model and a reply
// a value.
//
//   protocols [FILE …]     files of that form; none: protocols/{input,output}/*.json of the vectors' folder
//
// The folder is SLUICE_CONFORMANCE, else ../shared/conformance beside the source. Cases that botocore skips
// (protocol-tests-ignore-list.json) are skipped. Bodies are compared by meaning: JSON parsed, forms as sets
// of pairs, XML without the blanks between elements.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>

#include "aws/wire.h"
#include "base/text.h"

namespace {

using namespace sluice;
namespace fs = std::filesystem;
using aws::Json;

constexpr const char* kToken = "00000000-0000-4000-8000-000000000000";

std::string read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

fs::path folder() {
  const char* given = std::getenv("SLUICE_CONFORMANCE");
  return given ? fs::path(given) : fs::path(SLUICE_SOURCE_DIR) / ".." / "shared" / "conformance";
}

// --- comparing

// Order of members means nothing here.
bool same_json(const Json& a, const Json& b) {
  return nlohmann::json(a) == nlohmann::json(b);
}

std::vector<std::string> pairs(const std::string& form) {
  std::vector<std::string> out;
  if (form.empty()) return out;
  for (std::string_view pair : base::split(form, '&')) {
    std::string text(pair);
    if (text.ends_with('=')) text.pop_back();  // "a" is "a="
    out.push_back(text);
  }
  std::ranges::sort(out);
  return out;
}

// One spelling for all that mean the same: attributes sorted, no blanks between elements.
std::string canonical(const pugi::xml_node& node) {
  std::string out = fmt::format("<{}", node.name());
  std::vector<std::string> attributes;
  for (const pugi::xml_attribute& each : node.attributes())
    attributes.push_back(fmt::format(" {}=\"{}\"", each.name(), each.value()));
  std::ranges::sort(attributes);
  for (const std::string& each : attributes) out += each;
  out += ">";
  const bool leaf = std::ranges::none_of(
      node.children(), [](const pugi::xml_node& each) { return each.type() == pugi::node_element; });
  for (const pugi::xml_node& each : node.children()) {
    if (each.type() == pugi::node_element)
      out += canonical(each);
    else if (leaf || !base::trim(each.value()).empty())
      out += each.value();
  }
  return out + fmt::format("</{}>", node.name());
}

bool same_xml(const std::string& actual, const std::string& expected) {
  pugi::xml_document a, b;
  const unsigned how = pugi::parse_default | pugi::parse_ws_pcdata;
  if (!a.load_string(actual.c_str(), how) || !b.load_string(expected.c_str(), how)) return actual == expected;
  return canonical(a.document_element()) == canonical(b.document_element());
}

bool same_body(const std::string& protocol, const std::string& actual, const std::string& expected) {
  if (actual == expected) return true;
  if (protocol == "rest-xml") return same_xml(actual, expected);
  if (protocol != "json") return pairs(actual) == pairs(expected);
  const Json a = Json::parse(actual, nullptr, false), b = Json::parse(expected, nullptr, false);
  return !a.is_discarded() && !b.is_discarded() && same_json(a, b);
}

bool same_target(const aws::WireRequest& request, const std::string& uri) {
  const size_t question = uri.find('?');
  return request.path == uri.substr(0, question) &&
         pairs(request.query) == pairs(question == uri.npos ? "" : uri.substr(question + 1));
}

const std::string* header(const aws::WireRequest& request, const std::string& name) {
  for (const auto& [each, value] : request.headers)
    if (base::to_lower_ascii(each) == base::to_lower_ascii(name)) return &value;
  return nullptr;
}

// --- one case: what differs, nothing if all is well

struct Case {
  const aws::ServiceModel& model;
  std::string operation;
  const Json& given;  // the case
  const Json& suite;
};

std::string header_difference(const aws::WireRequest& request, const Json& expected) {
  const Json headers = expected.value("headers", Json::object());  // outlives its items()
  for (const auto& [name, value] : headers.items()) {
    const std::string* found = header(request, name);
    if (!found) return fmt::format("no header {}", name);
    if (*found != value.get<std::string>())
      return fmt::format("header {}: {}\n      expected {}", name, *found, value.get<std::string>());
  }
  for (const Json& name : expected.value("forbidHeaders", Json::array()))
    if (header(request, name)) return fmt::format("header {} must not be there", name.get<std::string>());
  return {};
}

std::string host_difference(const aws::WireRequest& request, const Json& expected, const Json& suite) {
  if (!expected.contains("host") || !suite.contains("clientEndpoint")) return {};
  std::string host = suite["clientEndpoint"];
  host = host.substr(host.find("://") + 3);
  host = request.host_prefix + host.substr(0, host.find('/'));
  return host == expected["host"] ? ""
                                  : fmt::format("host {}\n      expected {}", host, expected["host"].dump());
}

std::string input_difference(const Case& one) {
  const Json& expected = one.given.at("serialized");
  const auto request = aws::encode(one.model, one.operation, one.given.at("params"), [] { return kToken; });
  if (request.method != expected.value("method", request.method)) return "method " + request.method;
  if (!same_target(request, expected.value("uri", "/")))
    return fmt::format("uri {}?{}\n      expected {}", request.path, request.query,
                       expected.value("uri", "/"));
  if (auto text = header_difference(request, expected); !text.empty()) return text;
  if (auto text = host_difference(request, expected, one.suite); !text.empty()) return text;
  if (expected.contains("body") && !same_body(one.model.protocol(), request.body, expected["body"]))
    return fmt::format("body {}\n      expected {}", request.body, expected["body"].get<std::string>());
  return {};
}

net::HttpResponse reply_of(const Json& response) {
  net::HttpResponse reply;
  reply.status = response.value("status_code", 200);
  const Json headers = response.value("headers", Json::object());
  for (const auto& [name, value] : headers.items()) reply.headers.emplace_back(name, value);
  reply.body = response.value("body", "");
  return reply;
}

std::string error_difference(const Case& one, const net::HttpResponse& reply) {
  const auto error = aws::decode_error(one.model, one.operation, reply);
  const std::string code = one.given.value("errorCode", ""), message = one.given.value("errorMessage", "");
  if (error.code != code) return fmt::format("code {}\n      expected {}", error.code, code);
  if (error.message != message) return fmt::format("message {}\n      expected {}", error.message, message);
  Json members = error.members.is_null() ? Json::object() : error.members;
  const Json expected = one.given.value("error", Json::object());
  return same_json(members, expected)
             ? ""
             : fmt::format("error {}\n      expected {}", members.dump(), expected.dump());
}

std::string output_difference(const Case& one) {
  const net::HttpResponse reply = reply_of(one.given.at("response"));
  if (reply.status >= 301) return error_difference(one, reply);
  const auto value = aws::decode(one.model, one.operation, reply);
  if (!value) return to_text(value.error());
  const Json expected = one.given.value("result", Json::object());
  return same_json(*value, expected)
             ? ""
             : fmt::format("value {}\n      expected {}", value->dump(), expected.dump());
}

// --- files

struct Tally {
  int passed = 0, failed = 0, skipped = 0;
};

bool contains(const Json& list, const std::string& text) {
  return list.is_array() && std::ranges::find(list, Json(text)) != list.end();
}

// By the file's name ("json_1_0") or the protocol ("json"), as botocore's list is keyed.
bool is_ignored(const Json& ignored, const Json& suite, const Json& one, const std::string& file,
                bool input) {
  const char* side = input ? "input" : "output";
  const auto at = [&](const std::string& path) { return ignored.value(Json::json_pointer(path), Json()); };
  if (contains(at(fmt::format("/general/{}/suites", side)), suite.value("description", ""))) return true;
  for (const std::string& key : {file, suite.at("metadata").value("protocol", "")}) {
    if (contains(at(fmt::format("/protocols/{}/{}/cases", key, side)), one.value("id", ""))) return true;
    if (contains(at(fmt::format("/protocols/{}/{}/suites", key, side)), suite.value("description", "")))
      return true;
  }
  return false;
}

std::string difference(const Json& suite, const Json& one) {
  aws::ModelJson json = suite;
  const std::string operation = one.at("given").value("name", "OperationName");
  json["operations"] = {{operation, one.at("given")}};
  if (!json.contains("shapes")) json["shapes"] = Json::object();
  const aws::ServiceModel model(std::move(json));
  const Case each{model, operation, one, suite};
  try {
    return one.contains("params") ? input_difference(each) : output_difference(each);
  } catch (const std::exception& problem) {
    return fmt::format("threw {}", problem.what());
  }
}

bool is_ours(const std::string& protocol) {
  return protocol == "ec2" || protocol == "query" || protocol == "json" || protocol == "rest-xml";
}

void run_suite(const Json& suite, const Json& ignored, const fs::path& path, Tally& tally) {
  for (const Json& one : suite.at("cases")) {
    const bool input = one.contains("params");
    if (!is_ours(suite.at("metadata").value("protocol", "")) ||
        is_ignored(ignored, suite, one, path.stem().string(), input)) {
      ++tally.skipped;
      continue;
    }
    const std::string text = difference(suite, one);
    ++(text.empty() ? tally.passed : tally.failed);
    if (!text.empty())
      fmt::print("  {}: {} ({}): {}\n", path.filename().string(), one.value("id", "?"),
                 one.value("description", ""), text);
  }
}

Json ignore_list(const fs::path& file) {
  for (fs::path at = fs::absolute(file).parent_path(); at != at.root_path(); at = at.parent_path())
    if (fs::exists(at / "protocol-tests-ignore-list.json"))
      return Json::parse(read(at / "protocol-tests-ignore-list.json"), nullptr, false);
  const fs::path usual = folder() / "protocols" / "protocol-tests-ignore-list.json";
  return fs::exists(usual) ? Json::parse(read(usual), nullptr, false) : Json::object();
}

bool run_file(const fs::path& path) {
  const Json suites = Json::parse(read(path), nullptr, false);
  if (!suites.is_array()) {
    fmt::print("{}: not a file of protocol cases\n", path.string());
    return false;
  }
  const Json ignored = ignore_list(path);
  Tally tally;
  for (const Json& suite : suites) run_suite(suite, ignored, path, tally);
  fmt::print("{}/{}: {} passed, {} skipped", path.parent_path().filename().string(), path.filename().string(),
             tally.passed, tally.skipped);
  fmt::print("{}\n", tally.failed ? fmt::format(", {} failed", tally.failed) : "");
  return tally.failed == 0;
}

std::vector<fs::path> default_files() {
  std::vector<fs::path> files;
  for (const char* side : {"input", "output"}) {
    std::error_code none;
    for (const auto& each : fs::directory_iterator(folder() / "protocols" / side, none))
      if (each.path().extension() == ".json") files.push_back(each.path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<fs::path> files(arguments + 1, arguments + count);
  if (files.empty()) files = default_files();
  if (files.empty()) {
    const char* ci = std::getenv("CI");
    const bool must = ci && std::string(ci) == "true";
    fmt::print("{}: no protocol vectors at {} (set SLUICE_CONFORMANCE)\n", must ? "failed" : "skipped",
               folder().string());
    return must ? 1 : 77;
  }
  bool good = true;
  for (const fs::path& file : files) good = run_file(file) && good;
  return good ? 0 : 1;
}
