// One codec for each protocol, behind wire.h.
#pragma once

#include <functional>
#include <pugixml.hpp>
#include <string>

#include "aws/shape.h"
#include "aws/wire.h"

namespace sluice::aws {

// Members without a value (null) are absent. `shape` null: the operation has no input.
void encode_query(const ServiceModel& model, const std::string& operation, const Shape* shape,
                  const Json& input,
                  WireRequest& request);  // query and ec2
void encode_json(const ServiceModel& model, const std::string& operation, const Shape* shape,
                 const Json& input, WireRequest& request);
void encode_rest_xml(const ServiceModel& model, const std::string& operation, const Shape* shape,
                     const Json& input, WireRequest& request);
// `<name>…</name>` for a structure.
std::string xml_document(const Shape& shape, const Json& value, const std::string& name);

Result<Json> decode_json(const Shape& shape, const net::HttpResponse& reply);
Result<Json> decode_query(const Shape& shape, const net::HttpResponse& reply);  // query and ec2
Result<Json> decode_rest_xml(const Shape& shape, const net::HttpResponse& reply);
// A JSON value, an XML element by its shape; what cannot be read is left out.
Json json_of(const Json& wire, const Shape& shape);
Json json_of_xml(const pugi::xml_node& node, const Shape& shape);
// A body that is no XML is kCorrupt.
Status parse_xml(const std::string& body, pugi::xml_document& document);

}  // namespace sluice::aws
