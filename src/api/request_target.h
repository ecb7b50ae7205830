// The target of a request line, apart and decoded (spec data-api.md sections 1.3 and 1.4).
//
//   target = [ "http://" authority ] path [ "?" query ]
//
// The path is percent-decoded once; a plus sign in it is a plus sign. The query stays as sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::api {

struct RequestTarget {
  std::string path;   // decoded, UTF-8
  std::string query;  // as sent, without the "?"
};

// Nothing for a broken escape, or bytes that are no UTF-8 after decoding.
std::optional<RequestTarget> parse_target(std::string_view target);
std::optional<std::string> percent_decode(std::string_view text);
// A decoded path for a Location header: everything but unreserved characters and "/:@&+$,!*'()" is escaped.
std::string encode_path(std::string_view path);

}  // namespace sluice::api
