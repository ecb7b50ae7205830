#include "cluster/memory_settings.h"

#include <fmt/format.h>

#include <cctype>

#include "base/text.h"

namespace sluice::cluster {

std::map<std::string, PlacedText> memory_settings(const Json& configurations, const std::string& prefix) {
  std::map<std::string, PlacedText> out;
  if (!configurations.is_array()) return out;
  for (size_t i = 0; i < configurations.size(); ++i) {
    const std::string site = configurations[i].value("Classification", "");
    if (site != "mapred-site" && site != "yarn-site") continue;
    const Json properties = configurations[i].value("Properties", Json::object());
    for (const auto& [name, value] : properties.items())
      if (value.is_string())
        out[name] = {value.get<std::string>(), fmt::format("{}[{}].properties.{}", prefix, i, name)};
  }
  return out;
}

std::optional<int> heap_megabytes(const std::string& java_options) {
  const size_t at = java_options.rfind("-Xmx");
  if (at == std::string::npos) return std::nullopt;
  size_t end = at + 4;
  while (end < java_options.size() && std::isdigit(static_cast<unsigned char>(java_options[end]))) ++end;
  const auto amount = base::parse_int(java_options.substr(at + 4, end - at - 4));
  if (!amount) return std::nullopt;
  const char unit = end < java_options.size()
                        ? static_cast<char>(std::tolower(static_cast<unsigned char>(java_options[end])))
                        : ' ';
  if (unit == 'g') return static_cast<int>(*amount * 1024);
  if (unit == 'm') return static_cast<int>(*amount);
  return static_cast<int>(unit == 'k' ? *amount / 1024 : *amount / (1024 * 1024));
}

}  // namespace sluice::cluster
