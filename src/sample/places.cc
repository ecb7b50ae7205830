#include "sample/places.h"

#include <fmt/format.h>

#include <charconv>

#include "sample/random.h"

namespace sluice::sample {
namespace {

constexpr Country kCountries[] = {
    {"US", 230, -6, "en-US,en;q=0.9", {"12.64.0.0/10", "63.128.0.0/11"}, "2600:1700::/28"},
    {"IN", 140, 5, "en-IN,en;q=0.8,hi;q=0.6", {"49.32.0.0/11", "106.192.0.0/11"}, "2405:200::/29"},
    {"GB", 55, 0, "en-GB,en;q=0.9", {"81.96.0.0/12", "86.128.0.0/10"}, "2a02:c7c::/31"},
    {"BR", 50, -3, "pt-BR,pt;q=0.9,en;q=0.5", {"177.32.0.0/11", "189.0.0.0/12"}, "2804:14c::/31"},
    {"CN", 45, 8, "zh-CN,zh;q=0.9", {"36.96.0.0/11", "112.0.0.0/10"}, ""},
    {"DE", 40, 1, "de-DE,de;q=0.9,en;q=0.7", {"79.192.0.0/10", "91.0.0.0/10"}, "2003:c0::/26"},
    {"FR", 38, 1, "fr-FR,fr;q=0.9,en;q=0.7", {"82.224.0.0/11", "90.0.0.0/10"}, "2a01:e00::/26"},
    {"CA", 36, -5, "en-CA,en;q=0.9,fr;q=0.4", {"24.64.0.0/13", "70.24.0.0/13"}, "2607:f2c0::/32"},
    {"MX", 30, -6, "es-MX,es;q=0.9", {"187.128.0.0/10", "201.96.0.0/11"}, ""},
    {"ES", 28, 1, "es-ES,es;q=0.9,en;q=0.6", {"83.32.0.0/11", "88.0.0.0/11"}, ""},
    {"NG", 24, 1, "en-NG,en;q=0.9", {"41.184.0.0/13", "105.112.0.0/12"}, ""},
    {"AU", 22, 10, "en-AU,en;q=0.9", {"1.120.0.0/13", "101.160.0.0/11"}, "2001:8000::/26"},
    {"CO", 20, -5, "es-CO,es;q=0.9", {"181.48.0.0/13", "190.24.0.0/14"}, ""},
    {"EG", 18, 2, "ar-EG,ar;q=0.9,en;q=0.5", {"41.32.0.0/11", "156.160.0.0/11"}, ""},
    {"RU", 18, 3, "ru-RU,ru;q=0.9", {"95.24.0.0/13", "178.64.0.0/11"}, ""},
    {"PK", 16, 5, "en-PK,en;q=0.9,ur;q=0.6", {"39.32.0.0/11", "182.176.0.0/12"}, ""},
    {"IT", 15, 1, "it-IT,it;q=0.9,en;q=0.6", {"79.0.0.0/10", "151.0.0.0/12"}, ""},
    {"JP", 15, 9, "ja,en;q=0.5", {"60.32.0.0/12", "126.0.0.0/9"}, "2400:4050::/30"},
    {"PH", 14, 8, "en-PH,en;q=0.9,fil;q=0.7", {"112.192.0.0/11", "180.190.0.0/15"}, ""},
    {"ID", 13, 7, "id-ID,id;q=0.9,en;q=0.6", {"36.64.0.0/11", "114.120.0.0/13"}, ""},
    {"NL", 12, 1, "nl-NL,nl;q=0.9,en;q=0.8", {"77.160.0.0/11", "84.80.0.0/12"}, ""},
    {"PL", 12, 1, "pl-PL,pl;q=0.9,en;q=0.6", {"83.0.0.0/11", "178.36.0.0/14"}, ""},
    {"UA", 11, 2, "uk-UA,uk;q=0.9,ru;q=0.6", {"37.52.0.0/14", "178.136.0.0/14"}, ""},
    {"TR", 11, 3, "tr-TR,tr;q=0.9", {"78.160.0.0/11", "88.224.0.0/11"}, ""},
    {"KE", 10, 3, "en-KE,en;q=0.9,sw;q=0.5", {"41.80.0.0/13", "105.48.0.0/12"}, ""},
    {"VN", 10, 7, "vi-VN,vi;q=0.9", {"14.160.0.0/11", "113.160.0.0/11"}, ""},
    {"AR", 10, -3, "es-AR,es;q=0.9", {"181.0.0.0/11", "190.16.0.0/14"}, ""},
    {"ZA", 9, 2, "en-ZA,en;q=0.9", {"41.0.0.0/12", "105.224.0.0/12"}, ""},
    {"KR", 9, 9, "ko-KR,ko;q=0.9", {"121.128.0.0/10", "175.192.0.0/10"}, ""},
    {"PE", 8, -5, "es-PE,es;q=0.9", {"181.64.0.0/14", "190.232.0.0/14"}, ""},
    {"BD", 8, 6, "bn-BD,bn;q=0.9,en;q=0.6", {"103.48.16.0/20", "114.130.0.0/16"}, ""},
    {"GH", 7, 0, "en-GH,en;q=0.9", {"41.66.192.0/18", "154.160.0.0/14"}, ""},
    {"SE", 7, 1, "sv-SE,sv;q=0.9,en;q=0.8", {"78.64.0.0/12", "90.224.0.0/12"}, ""},
    {"CH", 6, 1, "de-CH,de;q=0.9,fr;q=0.6", {"83.76.0.0/14", "178.192.0.0/13"}, ""},
    {"GR", 6, 2, "el-GR,el;q=0.9,en;q=0.6", {"79.128.0.0/14", "94.64.0.0/13"}, ""},
    {"MA", 6, 0, "fr-MA,fr;q=0.9,ar;q=0.7", {"41.140.0.0/14", "105.128.0.0/11"}, ""},
    {"SG", 5, 8, "en-SG,en;q=0.9,zh;q=0.5", {"116.86.0.0/15", "175.156.0.0/14"}, ""},
    {"PT", 5, 0, "pt-PT,pt;q=0.9", {"85.240.0.0/13", "188.80.0.0/14"}, ""},
    {"CL", 5, -4, "es-CL,es;q=0.9", {"186.104.0.0/13", "190.160.0.0/14"}, ""},
    {"IE", 4, 0, "en-IE,en;q=0.9", {"86.40.0.0/13", "109.76.0.0/14"}, ""},
    {"NZ", 4, 12, "en-NZ,en;q=0.9", {"118.92.0.0/14", "125.236.0.0/14"}, ""},
    {"NO", 4, 1, "nb-NO,nb;q=0.9,en;q=0.8", {"84.208.0.0/13", "88.88.0.0/13"}, ""},
    {"ET", 3, 3, "am-ET,am;q=0.9,en;q=0.6", {"196.188.0.0/14", ""}, ""},
    {"BT", 1, 6, "dz-BT,en;q=0.8", {"119.2.96.0/19", ""}, ""},
    {"A1", 4, 0, "en-US,en;q=0.5", {"46.166.176.0/20", ""}, ""},
};

int total_share() {
  static const int total = [] {
    int sum = 0;
    for (const Country& c : kCountries) sum += c.share;
    return sum;
  }();
  return total;
}

int number_after_slash(std::string_view cidr) {
  int length = 0;
  const size_t slash = cidr.find('/');
  std::from_chars(cidr.data() + slash + 1, cidr.data() + cidr.size(), length);
  return length;
}

// The listed ranges are written by hand above, so their form is known: a.b.c.d/n.
uint32_t ipv4_base(std::string_view cidr) {
  uint32_t value = 0;
  const char* at = cidr.data();
  const char* end = at + cidr.find('/');
  for (int i = 0; i < 4; ++i) {
    uint32_t part = 0;
    at = std::from_chars(at, end, part).ptr + 1;
    value = value << 8 | part;
  }
  return value;
}

// h:h::/n with n <= 32: the upper 32 bits.
uint32_t ipv6_base(std::string_view cidr) {
  uint32_t value = 0;
  const char* at = cidr.data();
  const char* end = at + cidr.find("::");
  for (int i = 0; i < 2; ++i) {
    uint32_t part = 0;
    if (at < end) at = std::from_chars(at, end, part, 16).ptr + 1;
    value = value << 16 | part;
  }
  return value;
}

uint32_t free_bits(int prefix_length, uint64_t key) {
  return prefix_length >= 32 ? 0 : static_cast<uint32_t>(mix(key, 6)) & (0xffffffffU >> prefix_length);
}

std::string dotted(uint32_t a) {
  return fmt::format("{}.{}.{}.{}", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

std::string ipv6_in(std::string_view cidr, uint64_t key) {
  const uint32_t high = ipv6_base(cidr) | free_bits(number_after_slash(cidr), key);
  return fmt::format("{:x}:{:x}:{:x}:{:x}::{:x}", high >> 16, high & 0xffff, mix(key, 7) % 0xfffe + 1,
                     mix(key, 8) % 0xfffe + 1, mix(key, 9) % 0xfffe + 1);
}

}  // namespace

std::span<const Country> countries() {
  return kCountries;
}

const Country& country_of(uint64_t key) {
  int at = static_cast<int>(Random(key).below(static_cast<uint32_t>(total_share())));
  for (const Country& c : kCountries) {
    at -= c.share;
    if (at < 0) return c;
  }
  return kCountries[0];
}

std::string address_in(const Country& home, uint64_t key) {
  if (!home.ipv6.empty() && mix(key, 4) % 8 == 0) return ipv6_in(home.ipv6, key);
  const std::string_view cidr = home.ipv4[1].empty() ? home.ipv4[0] : home.ipv4[mix(key, 5) % 2];
  return dotted(ipv4_base(cidr) | free_bits(number_after_slash(cidr), key));
}

std::string private_address(uint64_t key) {
  const auto tail = static_cast<uint32_t>(mix(key));
  switch (mix(key, 3) % 4) {
    case 0: return dotted(0xc0a80000U | (tail & 0xffff));  // 192.168/16
    case 1: return dotted(0x7f000001U);
    default: return dotted(0x0a000000U | (tail & 0xffffff));  // 10/8
  }
}

std::string country_tsv() {
  std::string out;
  for (const Country& c : kCountries) {
    for (const std::string_view cidr : {c.ipv4[0], c.ipv4[1], c.ipv6})
      if (!cidr.empty()) out += fmt::format("{}\t{}\n", cidr, c.code);
  }
  return out;
}

}  // namespace sluice::sample
