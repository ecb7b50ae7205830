#include "aws/wire.h"

#include "aws/codecs.h"
#include "base/base64.h"
#include "base/crypto.h"

namespace sluice::aws {
namespace {

// A random UUID of version 4.
std::string random_uuid() {
  std::string hex = base::random_hex(32);
  hex[12] = '4';
  hex[16] = "89ab"[hex[16] % 4];
  for (size_t at : {8, 13, 18, 23}) hex.insert(at, "-");
  return hex;
}

void fill_tokens(const Shape& shape, const std::function<std::string()>& token, Json& input) {
  for (const auto& [name, reference] : shape.members().items())
    if (reference.value("idempotencyToken", false) && (!input.contains(name) || input[name].is_null()))
      input[name] = token ? token() : random_uuid();
}

// "{Bucket}.data." with the labels of the input in their places.
std::string host_prefix(const ModelJson& operation, const Json& input) {
  if (!operation.contains("endpoint")) return {};
  std::string out = operation["endpoint"].value("hostPrefix", "");
  for (size_t open; (open = out.find('{')) != std::string::npos;) {
    const size_t close = out.find('}', open);
    if (close == std::string::npos) break;
    const std::string label = out.substr(open + 1, close - open - 1);
    out.replace(open, close - open + 1, input.value(label, ""));
  }
  return out;
}

bool needs_checksum(const ModelJson& operation) {
  if (operation.value("httpChecksumRequired", false)) return true;
  return operation.contains("httpChecksum") &&
         operation["httpChecksum"].value("requestChecksumRequired", false);
}

}  // namespace

WireRequest encode(const ServiceModel& model, const std::string& operation, const Json& input,
                   const std::function<std::string()>& token) {
  const ModelJson& described = *model.operation(operation);
  const std::optional<Shape> shape = input_shape(model, operation);
  Json filled = input.is_object() ? input : Json::object();
  if (shape) fill_tokens(*shape, token, filled);
  WireRequest request;
  if (described.contains("http")) request.method = described["http"].value("method", "POST");
  request.host_prefix = host_prefix(described, filled);
  const Shape* given = shape ? &*shape : nullptr;
  const std::string protocol = model.protocol();
  if (protocol == "json")
    encode_json(model, operation, given, filled, request);
  else if (protocol == "rest-xml")
    encode_rest_xml(model, operation, given, filled, request);
  else
    encode_query(model, operation, given, filled, request);
  if (needs_checksum(described))
    request.headers.emplace_back("Content-MD5", base::base64_encode(base::md5(request.body)));
  return request;
}

Result<Json> decode(const ServiceModel& model, const std::string& operation, const net::HttpResponse& reply) {
  const std::optional<Shape> shape = output_shape(model, operation);
  if (!shape) return Json::object();
  const std::string protocol = model.protocol();
  Result<Json> out = protocol == "json"       ? decode_json(*shape, reply)
                     : protocol == "rest-xml" ? decode_rest_xml(*shape, reply)
                                              : decode_query(*shape, reply);
  if (!out) return fail(std::move(out).error().during("reading the reply to " + operation));
  if (out->is_null()) return Json::object();
  return out;
}

}  // namespace sluice::aws
