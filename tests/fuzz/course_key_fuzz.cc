// Any bytes as a course id and as a URL: no crash; what is valid has an org and keeps its validity; what a
// URL gives is valid.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "event/course_key.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice::event;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  bool valid = is_valid_course_id(text);
  auto org = org_of(text);
  if (valid != org.has_value() || (org && org->empty())) std::abort();
  for (char c : file_name_form(text))
    if (c == '/' || static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e)
      std::abort();
  if (auto id = course_id_from_url(text); id && !is_valid_course_id(*id)) std::abort();
  return 0;
}
