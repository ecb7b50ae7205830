#include "api/route.h"

#include "api/course_id.h"
#include "api/endpoints.h"

namespace sluice::api {
namespace {

bool drop_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<Route> fixed(Place place, std::string_view path) {
  const Endpoint* endpoint = find_endpoint(place, path);
  if (endpoint == nullptr) return {};
  return Route{endpoint, "", ""};
}

// `text` = id "/" path of an endpoint. The longest such path wins, and the id is all before it.
std::optional<Route> with_id(Place place, std::string_view text) {
  std::optional<Route> best;
  for (const Endpoint& endpoint : all_endpoints()) {
    if (endpoint.place != place || !text.ends_with("/" + endpoint.path)) continue;
    const std::string_view id = text.substr(0, text.size() - endpoint.path.size() - 1);
    if (place == Place::kCourse ? !is_course_path(id) : id.empty()) continue;
    if (best && best->endpoint->path.size() >= endpoint.path.size()) continue;
    best = Route{&endpoint, place == Place::kCourse ? std::string(id) : "",
                 place == Place::kCourse ? "" : std::string(id)};
  }
  return best;
}

}  // namespace

std::optional<Route> find_route(std::string_view path) {
  if (const auto page = fixed(Place::kPage, path)) return page;
  if (drop_prefix(path, "/api/sluice/v1/")) return fixed(Place::kOwn, path);
  if (!drop_prefix(path, "/api/v0/") && !drop_prefix(path, "/api/v1/"))
    return drop_prefix(path, "/") ? fixed(Place::kRootAndData, path) : std::nullopt;
  if (drop_prefix(path, "courses/")) return with_id(Place::kCourse, path);
  if (drop_prefix(path, "problems/")) return with_id(Place::kProblem, path);
  if (drop_prefix(path, "videos/")) return with_id(Place::kVideo, path);
  if (const auto list = fixed(Place::kData, path)) return list;
  return fixed(Place::kRootAndData, path);
}

}  // namespace sluice::api
