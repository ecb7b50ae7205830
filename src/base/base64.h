// Base64 of RFC 4648 (with padding), from OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::base {

std::string base64_encode(std::string_view bytes);
// Nothing if the text is not exactly base64: other letters, blanks, a wrong length.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace sluice::base
