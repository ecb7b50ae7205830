#include "event/course_key.h"

#include <cstdlib>

#include "base/text.h"
#include "event/pattern.h"

namespace sluice::event {
namespace {

Pattern must_compile(const char* text) {
  auto pattern = Pattern::compile(text);
  if (!pattern) std::abort();  // a fixed text of this file
  return std::move(*pattern);
}

// \z, not $: an id with a newline at its end is invalid.
#define SLUICE_P R"([\p{L}\p{N}_\-~.:]+)"
#define SLUICE_Q R"([\p{L}\p{N}_.%\-])"
#define SLUICE_TAIL R"((?:\+branch@)" SLUICE_P R"()?(?:\+version@[0-9a-f]{24})?)"
#define SLUICE_THREE SLUICE_P R"(\+)" SLUICE_P R"(\+)" SLUICE_P

bool is_new_style(std::string_view id) {
  static const Pattern pattern =
      must_compile("(?:course-v1:" SLUICE_THREE SLUICE_TAIL "|ccx-v1:" SLUICE_THREE
                   R"(\+ccx@[0-9]+|library-v1:)" SLUICE_P R"(\+)" SLUICE_P R"()\z)");
  return pattern.match_at_start(id).has_value();
}

bool is_old_style(std::string_view id) {
  static const Pattern pattern = must_compile(SLUICE_Q "+/" SLUICE_Q "+/" SLUICE_Q R"(*\z)");
  return pattern.match_at_start(id).has_value();
}

// The part after "course-v1:" and its like; the whole id if there is no such prefix.
std::string_view without_prefix(std::string_view id) {
  for (std::string_view prefix : {"course-v1:", "ccx-v1:", "library-v1:"})
    if (id.starts_with(prefix)) return id.substr(prefix.size());
  return id;
}

// Block id → course id. The shape of the URL was found; nothing if it is no new-style block id.
std::optional<std::string> course_of_block(std::string_view block) {
  static const Pattern course = must_compile("block-v1:(" SLUICE_THREE SLUICE_TAIL R"()\+type@)" SLUICE_P
                                             R"(\+block@)" SLUICE_P R"(\z)");
  static const Pattern ccx = must_compile("ccx-block-v1:(" SLUICE_THREE R"(\+ccx@[0-9]+)\+type@)" SLUICE_P
                                          R"(\+block@)" SLUICE_P R"(\z)");
  static const Pattern library = must_compile("lib-block-v1:(" SLUICE_P R"(\+)" SLUICE_P
                                              R"()\+type@)" SLUICE_P R"(\+block@)" SLUICE_P R"(\z)");
  auto as = [&](const Pattern& pattern, const char* prefix) -> std::optional<std::string> {
    auto match = pattern.match_at_start(block);
    if (!match) return std::nullopt;
    return prefix + std::string(match->group(1));
  };
  std::optional<std::string> id = as(course, "course-v1:");
  if (!id) id = as(ccx, "ccx-v1:");
  if (!id) id = as(library, "library-v1:");
  if (id && !is_valid_course_id(*id)) return std::nullopt;
  return id;
}

}  // namespace

bool is_valid_course_id(std::string_view id) {
  if (id.empty() || id.size() > 255 * 4) return false;
  if (!base::is_valid_utf8(id)) return false;  // PCRE2 would match the valid pieces of it
  if (id.size() > 255 && base::first_characters(id, 255).size() != id.size()) return false;
  return id.find(':') != id.npos ? is_new_style(id) : is_old_style(id);
}

std::optional<std::string_view> org_of(std::string_view id) {
  if (!is_valid_course_id(id)) return std::nullopt;
  std::string_view rest = without_prefix(id);
  return rest.substr(0, rest.find_first_of(rest.size() == id.size() ? "/" : "+"));
}

std::string file_name_form(std::string_view id, char separator) {
  return base::file_safe(is_valid_course_id(id) ? without_prefix(id) : id, separator);
}

std::optional<std::string> course_id_from_url(std::string_view url) {
  // Most page URLs hold neither word; do not start the regular expressions for them.
  if (url.find("/xblock/") == url.npos && url.find("/courses/") == url.npos) return std::nullopt;
  if (!base::is_valid_utf8(url)) return std::nullopt;
  if (url.find("/xblock/") != url.npos) {
    static const Pattern block = must_compile(R"(/xblock/([^/+]+[/+][^/+]+[/+][^/?#]+))");
    if (auto match = block.search(url)) return course_of_block(match->group(1));
  }
  static const Pattern course = must_compile(R"(/courses/(?!v[0-9]+/[^/])([^/+]+[/+][^/+]+[/+][^/?]+))");
  auto match = course.search(url);
  if (!match || !is_valid_course_id(match->group(1))) return std::nullopt;
  return std::string(match->group(1));
}

}  // namespace sluice::event
