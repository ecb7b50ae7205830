// gzip of a reply, when the client takes it and it is worth it (spec data-api.md section 1.12).
#pragma once

#include <string>
#include <string_view>

#include "net/http_message.h"

namespace sluice::net {

// Does this Accept-Encoding value allow gzip? `gzip;q=0` refuses it; `*` allows it unless gzip is named.
bool accepts_gzip(std::string_view accept_encoding);
std::string gzip(std::string_view bytes);
// Compress the body in place, with its headers, if the request allows it and the body is longer than 1 KiB.
void compress(const HttpRequest& request, HttpResponse& response);

}  // namespace sluice::net
