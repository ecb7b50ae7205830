#include "api/country.h"

#include <string>
#include <unordered_map>
#include <vector>

#include "base/text.h"

namespace sluice::api {
namespace {

using Index = std::unordered_map<std::string, const Country*>;

std::vector<Country> parse_table() {
  std::vector<Country> countries;
  for (const std::string_view line : base::split(kCountryTable, '\n')) {
    const std::vector<std::string_view> cells = base::split(line, '|');
    if (cells.size() == 4) countries.push_back({cells[0], cells[1], cells[2], cells[3]});
  }
  return countries;
}

Index make_index() {
  static const std::vector<Country> countries = parse_table();
  Index index;
  for (const Country& country : countries)
    for (const std::string_view code : {country.alpha2, country.alpha3, country.numeric})
      index.emplace(base::to_lower_ascii(code), &country);
  return index;
}

}  // namespace

const Country* find_country(std::string_view code) {
  static const Index index = make_index();
  const auto found = index.find(base::to_lower_ascii(code));
  return found == index.end() ? nullptr : found->second;
}

}  // namespace sluice::api
