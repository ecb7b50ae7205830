// Digests, message authentication and random keys, from OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace sluice::base {

std::string sha256_hex(std::string_view bytes);                         // lower case
std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 raw bytes
std::string md5(std::string_view bytes);                                // 16 raw bytes; S3 asks for it
std::string to_hex(std::string_view bytes);                             // lower case
std::string random_hex(int digits);  // from the system's random source; safe for secrets
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace sluice::base
