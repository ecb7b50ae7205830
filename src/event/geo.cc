#include "event/geo.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <maxminddb.h>

#include <array>
#include <map>
#include <unordered_map>

#include "base/files.h"
#include "base/text.h"

namespace sluice::event {
namespace {

std::string usable_code(std::string_view code) {
  std::string_view trimmed = base::trim(code);
  if (trimmed.empty()) return std::string(kUnknownCountry);
  return std::string(base::first_characters(trimmed, 10));
}

// An address as 16 bytes; IPv4 as ::ffff:a.b.c.d, so that both kinds share one search.
using Address = std::array<unsigned char, 16>;

std::optional<Address> parse_address(const std::string& text, bool* is_v4 = nullptr) {
  Address out{};
  if (is_v4) *is_v4 = true;
  if (inet_pton(AF_INET, text.c_str(), out.data() + 12) == 1) {
    out[10] = out[11] = 0xff;
    return out;
  }
  if (is_v4) *is_v4 = false;
  if (inet_pton(AF_INET6, text.c_str(), out.data()) == 1) return out;
  return std::nullopt;
}

class MaxMindLookup final : public GeoLookup {
 public:
  explicit MaxMindLookup(MMDB_s db) : db_(db) {}
  ~MaxMindLookup() override { MMDB_close(&db_); }

  std::string country_code(const std::string& ip) const override {
    if (!parse_address(ip))
      return std::string(kUnknownCountry);  // the library would also take "1", "0x51.1" and "::1%lo"
    int address_error = 0, error = 0;
    MMDB_lookup_result_s found = MMDB_lookup_string(&db_, ip.c_str(), &address_error, &error);
    if (address_error != 0 || error != MMDB_SUCCESS || !found.found_entry)
      return std::string(kUnknownCountry);
    MMDB_entry_data_s data;
    if (MMDB_get_value(&found.entry, &data, "country", "iso_code", nullptr) != MMDB_SUCCESS ||
        !data.has_data || data.type != MMDB_DATA_TYPE_UTF8_STRING)
      return std::string(kUnknownCountry);
    return usable_code({data.utf8_string, data.data_size});
  }

 private:
  MMDB_s db_;
};

std::string masked(const Address& address, int bits) {
  std::string out(reinterpret_cast<const char*>(address.data()), address.size());
  for (int i = 0; i < 16; ++i) {
    int keep = bits - i * 8;
    if (keep < 8)
      out[static_cast<size_t>(i)] =
          static_cast<char>(keep <= 0 ? 0 : out[static_cast<size_t>(i)] & (0xff << (8 - keep)));
  }
  return out;
}

class RangeLookup final : public GeoLookup {
 public:
  // False if `cidr` is no range.
  bool add(const std::string& cidr, std::string_view code) {
    size_t slash = cidr.find('/');
    bool v4 = false;
    auto address = parse_address(cidr.substr(0, slash), &v4);
    int most = v4 ? 32 : 128;
    auto bits = slash == cidr.npos ? std::optional<int64_t>(most)
                                   : base::parse_int(std::string_view(cidr).substr(slash + 1));
    if (!address || !bits || *bits < 0 || *bits > most) return false;
    int prefix = static_cast<int>(*bits) + (v4 ? 96 : 0);
    ranges_[prefix][masked(*address, prefix)] = usable_code(code);
    return true;
  }

  std::string country_code(const std::string& ip) const override {
    auto address = parse_address(ip);
    if (!address) return std::string(kUnknownCountry);
    for (const auto& [bits, codes] : ranges_) {
      auto found = codes.find(masked(*address, bits));
      if (found != codes.end()) return found->second;
    }
    return std::string(kUnknownCountry);
  }

 private:
  std::map<int, std::unordered_map<std::string, std::string>, std::greater<>>
      ranges_;  // longest prefix first
};

Result<std::unique_ptr<GeoLookup>> open_maxmind(const std::string& path) {
  MMDB_s db;
  int error = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &db);
  if (error != MMDB_SUCCESS)
    return fail(base::file_exists(path) ? ErrorKind::kCorrupt : ErrorKind::kNotFound,
                fmt::format("cannot read the GeoIP file {}: {}", path, MMDB_strerror(error)),
                "give a MaxMind DB with country.iso_code, or a text file of CIDR<tab>country lines");
  return std::make_unique<MaxMindLookup>(db);
}

Result<std::unique_ptr<GeoLookup>> open_ranges(const std::string& path) {
  SLUICE_TRY(std::string text, base::read_file(path));
  auto lookup = std::make_unique<RangeLookup>();
  int number = 0;
  for (std::string_view line : base::split(text, '\n')) {
    ++number;
    if (base::trim(line).empty() || line[0] == '#') continue;
    auto fields = base::split(line, '\t');
    if (fields.size() < 2 || !lookup->add(std::string(base::trim(fields[0])), fields[1]))
      return fail(Error(ErrorKind::kInvalidInput, "not a line of CIDR<tab>country",
                        "write for example 203.0.113.0/24<tab>FR")
                      .at({path, number, 1}));
  }
  return lookup;
}

}  // namespace

Result<std::unique_ptr<GeoLookup>> open_geo(const std::string& path) {
  return path.ends_with(".mmdb") ? open_maxmind(path) : open_ranges(path);
}

}  // namespace sluice::event
