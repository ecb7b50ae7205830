#include "api/course_id.h"

#include <vector>

#include "base/text.h"
#include "event/course_key.h"

namespace sluice::api {
bool is_course_path(std::string_view text) {
  const size_t first = text.find_first_of("/+");
  if (first == text.npos || first == 0) return false;
  const size_t second = text.find_first_of("/+", first + 1);
  if (second == text.npos || second == first + 1) return false;
  const std::string_view rest = text.substr(second + 1);
  return !rest.empty() && rest.find('/') == rest.npos;
}

std::optional<CourseParts> parse_course_id(std::string_view id) {
  if (!event::is_valid_course_id(id)) return {};
  // Only ids of the new style have a colon after their prefix, and they have a plus sign.
  const bool new_style = id.find('+') != id.npos;
  if (new_style) id.remove_prefix(id.find(':') + 1);
  const std::vector<std::string_view> parts = base::split(id, new_style ? '+' : '/');
  return CourseParts{std::string(parts[0]), std::string(parts[1]),
                     std::string(parts.size() > 2 ? parts[2] : "")};
}

std::string file_stem(std::string_view id) {
  const auto parts = parse_course_id(id);
  if (!parts) return base::file_safe(id);
  std::string stem = parts->org + "-" + parts->course;
  if (!parts->run.empty()) stem += "-" + parts->run;
  return base::file_safe(stem);
}

}  // namespace sluice::api
