// Course ids: which are valid, their parts, and finding them in URLs (tracking-events.md sections 6 to 8).
//
//   id     = "course-v1:" p "+" p "+" p [ "+branch@" p ] [ "+version@" 24hex ]
//          | "ccx-v1:" p "+" p "+" p "+ccx@" digits  |  "library-v1:" p "+" p
//          | q "/" q "/" [ q ]
//   p      = 1*( word | "-" | "~" | "." | ":" )       q = 1*( word | "." | "%" | "-" )
//   word   = Unicode letter (L*), number (N*) or "_"
//
// All functions are pure and safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::event {

// Byte-exact, no trimming; at most 255 characters.
bool is_valid_course_id(std::string_view id);
// The org of a valid id, else nothing.
std::optional<std::string_view> org_of(std::string_view id);
// For file names: "course-v1:AcmeU+BIO1+2021" → "AcmeU_BIO1_2021". Works for invalid ids as well.
std::string file_name_form(std::string_view id, char separator = '_');
// The course that a URL or path is about.
std::optional<std::string> course_id_from_url(std::string_view url);

}  // namespace sluice::event
