// Raw bytes through the whole API, for fuzzing: no socket, no store, one known token.
//
//   bytes = method " " target LF { name ":" value LF } LF body
#pragma once

#include <string_view>

#include "net/http_message.h"

namespace sluice::api {

net::HttpRequest request_of_bytes(std::string_view bytes);
// Answers the request, with a token that counts for `Token fuzz`, and a store that never answers. Aborts if
// the reply is not one that the API may give: a status it knows, JSON that parses. Any thread.
void handle_bytes(std::string_view bytes);

}  // namespace sluice::api
