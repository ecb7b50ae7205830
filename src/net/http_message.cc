#include "net/http_message.h"

#include "base/text.h"

namespace sluice::net {
namespace {

const std::string* find(const std::vector<HttpHeader>& headers, std::string_view name) {
  const std::string wanted = base::to_lower_ascii(name);
  for (const HttpHeader& header : headers)
    if (base::to_lower_ascii(header.first) == wanted) return &header.second;
  return nullptr;
}

}  // namespace

const std::string* HttpRequest::header(std::string_view name) const {
  return find(headers, name);
}
const std::string* HttpResponse::header(std::string_view name) const {
  return find(headers, name);
}

}  // namespace sluice::net
