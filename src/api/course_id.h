// Course ids in paths, their parts, and the names of files made from them (spec data-api.md
// sections 1.4, 3.11 and 7). Which ids are valid: event/course_key.h.
//
//   in a path = part sep part sep rest     part = chars but "/" and "+";  sep = "/" or "+";  rest = chars but
//   "/"
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::api {

struct CourseParts {
  std::string org, course, run;
};

bool is_course_path(std::string_view text);
// The parts of a valid id; nothing if it is malformed. A library has no run.
std::optional<CourseParts> parse_course_id(std::string_view id);
// "edX-DemoX-Demo_2014"; of an id that is not valid, the safe form of the whole.
std::string file_stem(std::string_view id);

}  // namespace sluice::api
