// Which form an answer takes: content negotiation of spec data-api.md section 1.7.
//
//   Accept = type { "," type }      type = main "/" sub { ";" parameter }      quality values are ignored
//
// More exact types win: with parameters, then plain, then "main/*", then "*/*"; at equal standing JSON wins.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::api {

enum class Form { kJson, kCsv };

// By the Accept header (null: none sent); nothing if no type of ours is acceptable.
std::optional<Form> form_of_accept(const std::string* accept);
// By ?format=; nothing if there is no such form.
std::optional<Form> form_of_name(std::string_view name);
// "text/html" of a Content-Type value: without parameters, lower case.
std::string bare_type(std::string_view content_type);
// Does the client name text/html itself (a browser)?
bool names_html(const std::string* accept);

}  // namespace sluice::api
