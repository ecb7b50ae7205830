// The invented geography: countries with address ranges. Learners get stable addresses out of the ranges of
// their country, and the same ranges are the content of geo/country.tsv, so a lookup finds the country that
// the story meant.
//
//   country.tsv = { CIDR TAB code LF }     IPv4 and IPv6, no range inside another
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sluice::sample {

struct Country {
  std::string_view code;      // ISO 3166, or A1 = anonymous proxy, as MaxMind's legacy files have it
  int share;                  // learners per thousand or so
  int utc_offset;             // hours; moves the daily rhythm
  std::string_view language;  // Accept-Language
  std::string_view ipv4[2];   // CIDR, the second may be empty
  std::string_view ipv6;      // CIDR or empty
};
std::span<const Country> countries();
// The country of a learner whose random value is `key`, by the shares.
const Country& country_of(uint64_t key);

// The address that belongs to `key`, out of the ranges of `home`; IPv6 for one of eight where the country has
// a range.
std::string address_in(const Country& home, uint64_t key);
// 10.x, 192.168.x or 127.x: in no geo file.
std::string private_address(uint64_t key);

std::string country_tsv();

}  // namespace sluice::sample
