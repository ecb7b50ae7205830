// Refusals, in the five forms that services give them.
//
//   json      {"__type": "ns#Code:uri", "message": …}, or the code in X-Amzn-Errortype, or as "code"
//   query     <ErrorResponse><Error><Code/><Message/></Error><RequestId/></ErrorResponse>
//   ec2       <Response><Errors><Error><Code/><Message/></Error></Errors><RequestID/></Response>
//   rest-xml  <Error><Code/><Message/><RequestId/></Error>, for HEAD nothing but the status
#include <algorithm>

#include "aws/codecs.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

// "aws.protocoltests#FooError:http://…" as "FooError".
std::string bare_code(std::string code) {
  code = code.substr(0, code.find(':'));
  const size_t hash = code.rfind('#');
  return hash == std::string::npos ? code : code.substr(hash + 1);
}

std::string request_id(const net::HttpResponse& reply) {
  for (const char* name : {"x-amzn-RequestId", "x-amz-request-id"})
    if (const std::string* id = reply.header(name)) return *id;
  return {};
}

// The shape of this error among those of the operation, by its name or its `error` trait's code.
std::optional<Shape> error_shape(const ServiceModel& model, const std::string& operation,
                                 const std::string& code) {
  const ModelJson* described = model.operation(operation);
  if (!described || !described->contains("errors")) return std::nullopt;
  for (const ModelJson& reference : described->at("errors")) {
    if (!model.json().at("shapes").contains(reference.at("shape").get<std::string>())) continue;
    const Shape shape(model, reference);
    const ModelJson* error = shape.trait("error");
    if (shape.name() == code || (error && error->is_object() && error->value("code", "") == code))
      return shape;
  }
  return std::nullopt;
}

std::string text_of(const Json& json, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (auto at = json.find(name); at != json.end() && at->is_string()) return at->get<std::string>();
  return {};
}

void take_json(const ServiceModel& model, const std::string& operation, const net::HttpResponse& reply,
               ServiceError& out) {
  Json body = Json::parse(reply.body, nullptr, false);
  if (!body.is_object()) body = Json::object();
  const std::string* header = reply.header("x-amzn-errortype");
  std::string code = header ? *header : text_of(body, {"__type", "code", "Code"});
  // What a service that used to speak `query` called it.
  if (const std::string* query = reply.header("x-amzn-query-error"))
    code = query->substr(0, query->find(';'));
  out.code = bare_code(code);
  out.message = text_of(body, {"message", "Message", "errorMessage"});
  if (auto shape = error_shape(model, operation, out.code))
    out.members = json_of(body, *shape);
  else if (body.contains("ErrorCode"))
    out.members = {{"ErrorCode", body["ErrorCode"]}};
}

pugi::xml_node error_node(const pugi::xml_node& root) {
  const std::string name = root.name();
  if (name == "Error") return root;
  if (pugi::xml_node errors = root.child("Errors")) return errors.child("Error");
  return root.child("Error");
}

void take_xml(const ServiceModel& model, const std::string& operation, const net::HttpResponse& reply,
              ServiceError& out) {
  pugi::xml_document document;
  if (!parse_xml(reply.body, document)) return;
  const pugi::xml_node root = document.document_element();
  const pugi::xml_node error = error_node(root);
  out.code = error.child("Code").text().as_string();
  out.message = error.child("Message").text().as_string();
  out.region = error.child("Region").text().as_string();
  for (const pugi::xml_node& place : {root, error})
    for (const char* name : {"RequestId", "RequestID"})
      if (out.request_id.empty()) out.request_id = place.child(name).text().as_string();
  if (auto shape = error_shape(model, operation, out.code)) out.members = json_of_xml(error, *shape);
}

std::string phrase(int status) {
  switch (status) {
    case 301: return "Moved Permanently";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return {};
  }
}

}  // namespace

bool hides_refusal(const ServiceModel& model, const std::string& operation, const net::HttpResponse& reply) {
  if (model.protocol() != "rest-xml" || carries_a_file(model, operation)) return false;
  std::string_view body = base::trim(reply.body);
  if (body.starts_with("<?xml"))
    body = base::trim(body.substr(std::min(body.find("?>"), body.size() - 2) + 2));
  return body.starts_with("<Error>");
}

ServiceError decode_error(const ServiceModel& model, const std::string& operation,
                          const net::HttpResponse& reply) {
  ServiceError out;
  out.status = reply.status;
  out.members = Json::object();
  out.request_id = request_id(reply);
  if (model.protocol() == "json")
    take_json(model, operation, reply, out);
  else
    take_xml(model, operation, reply, out);
  if (const std::string* region = reply.header("x-amz-bucket-region")) out.region = *region;
  if (out.code.empty()) {
    out.code = std::to_string(reply.status);
    if (out.message.empty()) out.message = phrase(reply.status);
  }
  return out;
}

}  // namespace sluice::aws
