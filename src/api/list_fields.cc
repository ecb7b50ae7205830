#include "api/list_fields.h"

#include <algorithm>

namespace sluice::api {

void drop_fields(Json& object, const std::vector<std::string>& names) {
  for (const std::string& name : names) object.erase(name);
}

void choose_fields(Json& object, const Parameters& parameters) {
  const std::vector<std::string> wanted = parameters.list("fields");
  if (!wanted.empty()) {
    Json kept = Json::object();
    for (auto& [name, value] : object.items())
      if (std::ranges::find(wanted, name) != wanted.end()) kept[name] = std::move(value);
    object = std::move(kept);
  }
  drop_fields(object, parameters.list("exclude"));
}

}  // namespace sluice::api
