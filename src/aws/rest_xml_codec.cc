// The protocol `rest-xml` (S3): members go to the path, the query, headers, and an XML or raw body.
#include <algorithm>

#include "aws/codecs.h"
#include "aws/scalar_text.h"
#include "aws/sigv4.h"
#include "base/base64.h"
#include "base/text.h"

namespace sluice::aws {
namespace {

// --- request

class Rest {
 public:
  Rest(const Shape& shape, const Json& input, WireRequest& request)
      : shape_(shape), input_(input), request_(request) {}

  void run(std::string uri) {
    const size_t question = uri.find('?');
    if (question != std::string::npos) {
      request_.query = uri.substr(question + 1);
      uri.erase(question);
    }
    request_.path = std::move(uri);
    for (const auto& [name, value] : input_.items()) {
      if (!shape_.members().contains(name)) continue;
      const Shape member = shape_.member(name);
      if (!value.is_null()) place(member, member.text("locationName", name), value);
    }
    write_body();
  }

 private:
  void place(const Shape& member, const std::string& name, const Json& value) {
    const std::string where = member.text("location");
    if (where == "uri") return fill_path(name, scalar_text(value, member, "iso8601"));
    if (where == "querystring") return add_query(member, name, value);
    if (where == "header") request_.headers.emplace_back(name, header_text(member, value));
    if (where == "headers")
      for (const auto& [key, text] : value.items())
        request_.headers.emplace_back(name + key, text.get<std::string>());
  }

  void fill_path(const std::string& label, const std::string& value) {
    const std::string plain = "{" + label + "}", greedy = "{" + label + "+}";
    if (const size_t at = request_.path.find(greedy); at != std::string::npos)
      request_.path.replace(at, greedy.size(), percent_encode(value, "/"));
    else if (const size_t here = request_.path.find(plain); here != std::string::npos)
      request_.path.replace(here, plain.size(), percent_encode(value));
  }

  void add_pair(const std::string& name, const std::string& value) {
    if (!request_.query.empty()) request_.query += '&';
    request_.query += percent_encode(name) + "=" + percent_encode(value);
  }

  bool is_named_in_query(const std::string& name) const {
    return std::ranges::any_of(shape_.members().items(), [&](const auto& each) {
      const Shape member = shape_.member(each.key());
      return member.text("location") == "querystring" && !member.is("map") && input_.contains(each.key()) &&
             member.text("locationName", each.key()) == name;
    });
  }

  void add_query(const Shape& member, const std::string& name, const Json& value) {
    if (member.is("list")) {
      for (const Json& part : value) add_pair(name, scalar_text(part, member.element(), "iso8601"));
    } else if (member.is("map")) {
      // A member of its own wins over an entry of that name.
      for (const auto& [key, part] : value.items())
        if (!is_named_in_query(key)) add_query(member.value(), key, part);
    } else {
      add_pair(name, scalar_text(value, member, "iso8601"));
    }
  }

  static std::string list_item(const std::string& text) {
    if (text.find_first_of(",\"") == std::string::npos) return text;
    std::string out = "\"";
    for (char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + "\"";
  }

  static std::string header_text(const Shape& shape, const Json& value) {
    if (shape.is("list")) {
      std::vector<std::string> parts;
      for (const Json& part : value) {
        if (part.is_null()) continue;
        std::string text = header_text(shape.element(), part);
        parts.push_back(shape.element().is("string") ? list_item(text) : text);
      }
      return base::join(parts, ", ");
    }
    if (shape.flag("jsonvalue")) return base::base64_encode(value.dump());
    return scalar_text(value, shape, "rfc822");
  }

  void content_type(const char* type) {
    for (const auto& [name, value] : request_.headers)
      if (base::to_lower_ascii(name) == "content-type") return;
    request_.headers.emplace_back("Content-Type", type);
  }

  void write_body() {
    if (const ModelJson* payload = shape_.trait("payload")) return write_payload(payload->get<std::string>());
    Json body = Json::object();
    for (const auto& [name, value] : input_.items())
      if (shape_.members().contains(name) && shape_.member(name).in_body() && !value.is_null())
        body[name] = value;
    if (body.empty()) return;
    request_.body = xml_document(shape_, body, shape_.text("locationName", shape_.name()));
    content_type("application/xml");
  }

  void write_payload(const std::string& name) {
    if (!input_.contains(name) || input_[name].is_null()) return;
    const Shape member = shape_.member(name);
    if (member.is("structure")) {
      request_.body = xml_document(member, input_[name], member.text("locationName", member.name()));
      content_type("application/xml");
    } else {
      request_.body = input_[name].get<std::string>();
      content_type(member.is("blob") ? "application/octet-stream" : "text/plain");
    }
  }

  const Shape& shape_;
  const Json& input_;
  WireRequest& request_;
};

// --- reply

// "a, \"b,c\"" as its items.
std::vector<std::string> header_items(const std::string& text, bool dates) {
  std::vector<std::string> out{""};
  bool quoted = false;
  int commas = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\' && i + 1 < text.size()) {
      out.back() += text[++i];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted && !(dates && ++commas % 2 == 1)) {
      out.emplace_back();
    } else {
      out.back() += text[i];
    }
  }
  for (std::string& item : out) item = base::trim(item);
  return out;
}

Json header_value(const std::string& text, const Shape& shape) {
  if (shape.flag("jsonvalue")) {
    const auto decoded = base::base64_decode(text);
    Json value = Json::parse(decoded.value_or(text), nullptr, false);
    return value.is_discarded() ? Json() : value;
  }
  if (!shape.is("list")) return parse_scalar(text, shape).value_or(Json());
  const Shape element = shape.element();
  const bool dates = element.is("timestamp") && element.text("timestampFormat", "rfc822") == "rfc822";
  Json out = Json::array();
  for (const std::string& item : header_items(text, dates))
    if (auto value = parse_scalar(item, element)) out.push_back(*value);
  return out;
}

Json prefixed_headers(const net::HttpResponse& reply, const std::string& prefix) {
  Json out = Json::object();
  const std::string lower = base::to_lower_ascii(prefix);
  for (const auto& [name, value] : reply.headers)
    if (base::to_lower_ascii(name).starts_with(lower)) out[name.substr(prefix.size())] = value;
  return out;
}

void take_headers(const Shape& shape, const net::HttpResponse& reply, Json& out) {
  for (const auto& [name, reference] : shape.members().items()) {
    const Shape member = shape.member(name);
    const std::string where = member.text("location"), as = member.text("locationName", name);
    if (where == "statusCode") out[name] = reply.status;
    if (where == "headers")
      if (Json found = prefixed_headers(reply, member.text("locationName")); !found.empty())
        out[name] = found;
    if (where != "header") continue;
    if (const std::string* text = reply.header(as))
      if (Json value = header_value(*text, member); !value.is_null()) out[name] = std::move(value);
  }
}

Status take_body(const Shape& shape, const net::HttpResponse& reply, Json& out) {
  if (reply.body.empty()) return {};
  pugi::xml_document document;
  SLUICE_CHECK(parse_xml(reply.body, document));
  const pugi::xml_node root = document.document_element();
  // GetBucketLocation: the root is the one member itself; it is empty for us-east-1.
  const bool is_member = shape.members().size() == 1 && shape.members().begin().key() == root.name() &&
                         !root.first_child().first_child();
  if (!is_member)
    out.update(json_of_xml(root, shape));
  else if (!root.text().empty())
    out[root.name()] = root.text().as_string();
  return {};
}

Status take_payload(const std::string& name, const Shape& member, const net::HttpResponse& reply, Json& out) {
  if (member.is("structure")) {
    if (reply.body.empty()) return {};
    pugi::xml_document document;
    SLUICE_CHECK(parse_xml(reply.body, document));
    out[name] = json_of_xml(document.document_element(), member);
  } else if (!reply.body.empty() || member.flag("streaming")) {
    out[name] = reply.body;
  }
  return {};
}

}  // namespace

void encode_rest_xml(const ServiceModel& model, const std::string& operation, const Shape* shape,
                     const Json& input, WireRequest& request) {
  const std::string uri = model.operation(operation)->at("http").at("requestUri");
  if (shape) return Rest(*shape, input, request).run(uri);
  const size_t question = uri.find('?');
  request.path = uri.substr(0, question);
  if (question != std::string::npos) request.query = uri.substr(question + 1);
}

Result<Json> decode_rest_xml(const Shape& shape, const net::HttpResponse& reply) {
  Json out = Json::object();
  take_headers(shape, reply, out);
  if (const ModelJson* payload = shape.trait("payload")) {
    const std::string name = payload->get<std::string>();
    SLUICE_CHECK(take_payload(name, shape.member(name), reply, out));
  } else {
    SLUICE_CHECK(take_body(shape, reply, out));
  }
  return out;
}

}  // namespace sluice::aws
