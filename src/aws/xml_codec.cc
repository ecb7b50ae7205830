// XML bodies by shape, both ways: for `rest-xml` and the replies of `query` and `ec2`.
#include <map>

#include "aws/codecs.h"
#include "aws/scalar_text.h"

namespace sluice::aws {
namespace {

// --- writing

void add_namespace(pugi::xml_node node, const Shape& shape) {
  const ModelJson* space = shape.trait("xmlNamespace");
  if (!space) return;
  const std::string uri = space->is_string() ? space->get<std::string>() : space->value("uri", "");
  const std::string prefix = space->is_object() ? space->value("prefix", "") : "";
  node.append_attribute(prefix.empty() ? "xmlns" : ("xmlns:" + prefix).c_str()) = uri.c_str();
}

void write(pugi::xml_node parent, const Json& value, const Shape& shape, const std::string& name);

void write_structure(pugi::xml_node parent, const Json& value, const Shape& shape, const std::string& name) {
  pugi::xml_node node = parent.append_child(name.c_str());
  add_namespace(node, shape);
  for (const auto& [key, part] : value.items()) {
    if (part.is_null() || !shape.members().contains(key)) continue;
    const Shape member = shape.member(key);
    const std::string as = member.text("locationName", key);
    if (member.flag("xmlAttribute"))
      node.append_attribute(as.c_str()) = scalar_text(part, member, "iso8601").c_str();
    else if (member.in_body())
      write(node, part, member, as);
  }
}

void write_list(pugi::xml_node parent, const Json& value, const Shape& shape, const std::string& name) {
  const Shape element = shape.element();
  if (shape.flag("flattened")) {
    for (const Json& part : value) write(parent, part, element, name);
    return;
  }
  pugi::xml_node node = parent.append_child(name.c_str());
  add_namespace(node, shape);
  for (const Json& part : value) write(node, part, element, element.text("locationName", "member"));
}

void write_map(pugi::xml_node parent, const Json& value, const Shape& shape, const std::string& name) {
  const bool flattened = shape.flag("flattened");
  const Shape of_key = shape.key(), of_value = shape.value();
  pugi::xml_node node = parent;
  if (!flattened) {
    node = parent.append_child(name.c_str());
    add_namespace(node, shape);
  }
  for (const auto& [key, part] : value.items()) {
    pugi::xml_node entry = node.append_child(flattened ? name.c_str() : "entry");
    write(entry, key, of_key, of_key.text("locationName", "key"));
    write(entry, part, of_value, of_value.text("locationName", "value"));
  }
}

void write(pugi::xml_node parent, const Json& value, const Shape& shape, const std::string& name) {
  if (shape.is("structure")) return write_structure(parent, value, shape, name);
  if (shape.is("list")) return write_list(parent, value, shape, name);
  if (shape.is("map")) return write_map(parent, value, shape, name);
  pugi::xml_node node = parent.append_child(name.c_str());
  add_namespace(node, shape);
  node.text() = scalar_text(value, shape, "iso8601").c_str();
}

struct StringWriter final : pugi::xml_writer {
  std::string text;
  void write(const void* data, size_t size) override { text.append(static_cast<const char*>(data), size); }
};

// --- reading

// Without the prefix that stands for a namespace.
const char* local_name(const char* name) {
  const char* colon = std::char_traits<char>::find(name, std::char_traits<char>::length(name), ':');
  return colon ? colon + 1 : name;
}

pugi::xml_node child(const pugi::xml_node& node, const std::string& name) {
  for (const pugi::xml_node& each : node.children())
    if (name == each.name() || name == local_name(each.name())) return each;
  return {};
}

// A flattened list stands in its parent, element by element.
Json flattened_list(const pugi::xml_node& parent, const Shape& shape, const std::string& name) {
  Json out = Json::array();
  for (const pugi::xml_node& each : parent.children())
    if (name == each.name()) out.push_back(json_of_xml(each, shape.element()));
  return out.empty() ? Json() : out;
}

Json list_of(const pugi::xml_node& node, const Shape& shape) {
  Json out = Json::array();
  for (const pugi::xml_node& each : node.children())
    if (each.type() == pugi::node_element) out.push_back(json_of_xml(each, shape.element()));
  return out;
}

void take_entry(const pugi::xml_node& entry, const Shape& shape, Json& out) {
  const Shape of_key = shape.key(), of_value = shape.value();
  const pugi::xml_node key = child(entry, of_key.text("locationName", "key"));
  if (key)
    out[key.text().as_string()] = json_of_xml(child(entry, of_value.text("locationName", "value")), of_value);
}

Json map_of(const pugi::xml_node& node, const Shape& shape) {
  Json out = Json::object();
  for (const pugi::xml_node& entry : node.children()) take_entry(entry, shape, out);
  return out;
}

Json flattened_map(const pugi::xml_node& parent, const Shape& shape, const std::string& name) {
  Json out = Json::object();
  for (const pugi::xml_node& each : parent.children())
    if (name == each.name()) take_entry(each, shape, out);
  return out.empty() ? Json() : out;
}

Json member_of(const pugi::xml_node& node, const Shape& member, const std::string& name) {
  const std::string as = member.text("locationName", name);
  if (member.flag("xmlAttribute")) {
    for (const pugi::xml_attribute& attribute : node.attributes())
      if (as == attribute.name()) return parse_scalar(attribute.value(), member).value_or(Json());
    return nullptr;
  }
  if (member.flag("flattened") && member.is("list"))
    return flattened_list(node, member, member.element().text("locationName", as));
  if (member.flag("flattened") && member.is("map")) return flattened_map(node, member, as);
  const pugi::xml_node found = child(node, as);
  return found ? json_of_xml(found, member) : Json();
}

}  // namespace

std::string xml_document(const Shape& shape, const Json& value, const std::string& name) {
  pugi::xml_document document;
  write(document, value, shape, name);
  StringWriter writer;
  document.save(writer, "", pugi::format_raw | pugi::format_no_declaration);
  return writer.text;
}

Json json_of_xml(const pugi::xml_node& node, const Shape& shape) {
  if (shape.is("list")) return list_of(node, shape);
  if (shape.is("map")) return map_of(node, shape);
  if (!shape.is("structure")) return parse_scalar(node.text().as_string(), shape).value_or(Json());
  Json out = Json::object();
  for (const auto& [name, reference] : shape.members().items()) {
    const Shape member = shape.member(name);
    if (!member.in_body()) continue;
    if (Json part = member_of(node, member, name); !part.is_null()) out[name] = std::move(part);
  }
  return out;
}

Status parse_xml(const std::string& body, pugi::xml_document& document) {
  const pugi::xml_parse_result parsed =
      document.load_buffer(body.data(), body.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  if (!parsed || !document.document_element())
    return fail(ErrorKind::kCorrupt, std::string("the reply is not XML: ") + parsed.description());
  return {};
}

}  // namespace sluice::aws
