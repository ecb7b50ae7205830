// The protocol `json` (EMR, SSM, Secrets Manager, …): the input is the body, the operation a header.
#include "aws/codecs.h"
#include "aws/scalar_text.h"
#include "base/base64.h"

namespace sluice::aws {
namespace {

Json wire_of(const Json& value, const Shape& shape);

Json structure_on_wire(const Json& value, const Shape& shape) {
  Json out = Json::object();
  for (const auto& [name, part] : value.items()) {
    if (part.is_null() || !shape.members().contains(name)) continue;
    const Shape member = shape.member(name);
    out[member.text("locationName", name)] = wire_of(part, member);
  }
  return out;
}

Json wire_of(const Json& value, const Shape& shape) {
  if (shape.flag("document") || value.is_null()) return value;
  if (shape.is("structure")) return structure_on_wire(value, shape);
  if (shape.is("list")) {
    Json out = Json::array();
    for (const Json& element : value) out.push_back(wire_of(element, shape.element()));
    return out;
  }
  if (shape.is("map")) {
    Json out = Json::object();
    for (const auto& [key, part] : value.items()) out[key] = wire_of(part, shape.value());
    return out;
  }
  if (shape.is("blob") && value.is_string()) return base::base64_encode(value.get_ref<const std::string&>());
  if (shape.is("timestamp") && shape.text("timestampFormat", "unixTimestamp") != "unixTimestamp")
    return timestamp_text(value, shape, "unixTimestamp");
  return value;
}

Json structure_of(const Json& wire, const Shape& shape) {
  Json out = Json::object();
  for (const auto& [name, reference] : shape.members().items()) {
    const Shape member = shape.member(name);
    auto at = wire.find(member.text("locationName", name));
    if (at == wire.end() || at->is_null()) continue;
    if (Json part = json_of(*at, member); !part.is_null()) out[name] = std::move(part);
  }
  return out;
}

Json scalar_of(const Json& wire, const Shape& shape) {
  if (shape.is("timestamp")) {
    if (wire.is_number()) return wire;
    return wire.is_string() ? parse_timestamp(wire.get<std::string>()).value_or(Json()) : Json();
  }
  if (shape.is("blob")) {
    auto bytes = wire.is_string() ? base::base64_decode(wire.get<std::string>()) : std::nullopt;
    return bytes ? Json(*bytes) : Json();
  }
  return wire;
}

}  // namespace

Json json_of(const Json& wire, const Shape& shape) {
  if (shape.flag("document")) return wire;
  if (shape.is("structure")) return wire.is_object() ? structure_of(wire, shape) : Json();
  if (shape.is("list")) {
    if (!wire.is_array()) return nullptr;
    Json out = Json::array();
    for (const Json& element : wire) out.push_back(json_of(element, shape.element()));
    return out;
  }
  if (shape.is("map")) {
    if (!wire.is_object()) return nullptr;
    Json out = Json::object();
    for (const auto& [key, part] : wire.items())
      if (!part.is_null()) out[key] = json_of(part, shape.value());
    return out;
  }
  return scalar_of(wire, shape);
}

void encode_json(const ServiceModel& model, const std::string& operation, const Shape* shape,
                 const Json& input, WireRequest& request) {
  const ModelJson& metadata = model.metadata();
  request.headers.emplace_back("X-Amz-Target",
                               metadata.at("targetPrefix").get<std::string>() + "." + operation);
  request.headers.emplace_back("Content-Type",
                               "application/x-amz-json-" + metadata.value("jsonVersion", std::string("1.0")));
  request.body = shape ? wire_of(input, *shape).dump(-1, ' ', false, Json::error_handler_t::replace) : "{}";
}

Result<Json> decode_json(const Shape& shape, const net::HttpResponse& reply) {
  if (reply.body.empty()) return Json::object();
  const Json wire = Json::parse(reply.body, nullptr, false);
  if (!wire.is_object()) return fail(ErrorKind::kCorrupt, "the reply is not a JSON object");
  return json_of(wire, shape);
}

}  // namespace sluice::aws
