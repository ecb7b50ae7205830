#include "api/json_text.h"

namespace sluice::api {

std::string json_text(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  // The two line separators of Unicode (E2 80 A8, E2 80 A9) end a line in older JavaScript.
  for (size_t at = text.find("\xE2\x80"); at != text.npos; at = text.find("\xE2\x80", at + 2))
    if (at + 2 < text.size() && (text[at + 2] == '\xA8' || text[at + 2] == '\xA9'))
      text.replace(at, 3, text[at + 2] == '\xA8' ? "\\u2028" : "\\u2029");
  return text;
}

}  // namespace sluice::api
