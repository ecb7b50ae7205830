#include "event/envelope.h"

#include "base/text.h"

namespace sluice::event {

Source to_source(std::string_view text) {
  if (text == "server") return Source::kServer;
  if (text == "browser") return Source::kBrowser;
  if (text == "mobile") return Source::kMobile;
  if (text == "task") return Source::kTask;
  return Source::kOther;
}

UserId user_id_of_number(int64_t number) {
  return number == 0 ? UserId{} : UserId{UserId::State::kValid, number};
}

UserId user_id_of_text(std::string_view text) {
  if (text.empty()) return {};
  if (auto number = base::parse_int(base::trim(text))) return user_id_of_number(*number);
  return {UserId::State::kMalformed, 0};
}

}  // namespace sluice::event
