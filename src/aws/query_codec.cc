// The protocols `query` (IAM, STS, RDS) and `ec2`: every scalar becomes "path=value" in a form.
//
//   query   Member.Nested, List.member.1, Map.entry.1.key; `flattened` leaves "member" and "entry" out
//   ec2     Member.Nested, List.1; names by queryName, else locationName with a capital letter
#include "aws/codecs.h"
#include "aws/scalar_text.h"
#include "aws/sigv4.h"

namespace sluice::aws {
namespace {

std::string capital(std::string name) {
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

class Form {
 public:
  explicit Form(bool ec2) : ec2_(ec2) {}

  void add(const std::string& name, const std::string& value) {
    if (!body.empty()) body += '&';
    body += percent_encode(name) + "=" + percent_encode(value);
  }
  void add(const Json& value, const Shape& shape, const std::string& path) {
    if (shape.is("structure"))
      add_structure(value, shape, path);
    else if (shape.is("list"))
      ec2_ ? add_items(value, shape, path) : add_list(value, shape, path);
    else if (shape.is("map"))
      add_map(value, shape, path);
    else
      add(path, scalar_text(value, shape, "iso8601"));
  }
  std::string body;

 private:
  std::string name_of(const Shape& shape, const std::string& member) const {
    if (!ec2_) return shape.text("locationName", member);
    if (const ModelJson* name = shape.trait("queryName")) return name->get<std::string>();
    return capital(shape.text("locationName", member));
  }

  void add_structure(const Json& value, const Shape& shape, const std::string& path) {
    for (const auto& [name, part] : value.items()) {
      if (part.is_null() || !shape.members().contains(name)) continue;
      const Shape member = shape.member(name);
      add(part, member, path.empty() ? name_of(member, name) : path + "." + name_of(member, name));
    }
  }

  void add_items(const Json& value, const Shape& shape, const std::string& path) {
    const Shape element = shape.element();
    for (size_t i = 0; i < value.size(); ++i) add(value[i], element, path + "." + std::to_string(i + 1));
  }

  void add_list(const Json& value, const Shape& shape, std::string path) {
    if (value.empty()) return add(path, "");
    const Shape element = shape.element();
    if (!shape.flag("flattened")) {
      path += "." + element.text("locationName", "member");
    } else if (const ModelJson* name = element.trait("locationName")) {
      const size_t dot = path.rfind('.');
      path = (dot == std::string::npos ? "" : path.substr(0, dot + 1)) + name->get<std::string>();
    }
    add_items(value, shape, path);
  }

  void add_map(const Json& value, const Shape& shape, const std::string& path) {
    const std::string entry = path + (shape.flag("flattened") ? "." : ".entry.");
    const Shape of_key = shape.key(), of_value = shape.value();
    size_t number = 0;
    for (const auto& [key, part] : value.items()) {
      const std::string one = entry + std::to_string(++number) + ".";
      add(key, of_key, one + of_key.text("locationName", "key"));
      add(part, of_value, one + of_value.text("locationName", "value"));
    }
  }

  bool ec2_;
};

}  // namespace

void encode_query(const ServiceModel& model, const std::string& operation, const Shape* shape,
                  const Json& input, WireRequest& request) {
  Form form(model.protocol() == "ec2");
  form.add("Action", operation);
  form.add("Version", model.metadata().at("apiVersion").get<std::string>());
  if (shape) form.add(input, *shape, "");
  request.body = std::move(form.body);
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
}

Result<Json> decode_query(const Shape& shape, const net::HttpResponse& reply) {
  pugi::xml_document document;
  SLUICE_CHECK(parse_xml(reply.body, document));
  pugi::xml_node root = document.document_element();
  if (const ModelJson* wrapper = shape.trait("resultWrapper"))
    root = root.child(wrapper->get_ref<const std::string&>().c_str());
  return json_of_xml(root, shape);
}

}  // namespace sluice::aws
