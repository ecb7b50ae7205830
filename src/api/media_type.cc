#include "api/media_type.h"

#include "base/text.h"

namespace sluice::api {
namespace {

// 3: with parameters, 2: plain, 1: "main/*", 0: "*/*".
int standing(std::string_view item, std::string_view type) {
  if (type.starts_with("*")) return 0;
  if (type.ends_with("/*")) return 1;
  const size_t mark = item.find(';');
  if (mark == item.npos) return 2;
  const std::string_view first = base::trim(item.substr(mark + 1));
  const bool only_quality =
      (first.starts_with("q=") || first.starts_with("Q=")) && first.find(';') == first.npos;
  return first.empty() || only_quality ? 2 : 3;
}

bool means_json(std::string_view type) {
  return type == "application/json" || type == "application/*" || type == "text/html" || type == "*/*" ||
         type == "*";
}
bool means_csv(std::string_view type) {
  return type == "text/csv" || type == "text/*";
}

}  // namespace

std::string bare_type(std::string_view content_type) {
  return base::to_lower_ascii(base::trim(content_type.substr(0, content_type.find(';'))));
}

std::optional<Form> form_of_accept(const std::string* accept) {
  if (accept == nullptr || base::trim(*accept).empty()) return Form::kJson;
  int best = -1;
  std::optional<Form> form;
  for (const std::string_view item : base::split(*accept, ',')) {
    const std::string type = bare_type(item);
    if (!means_json(type) && !means_csv(type)) continue;
    const int rank = standing(item, type);
    if (rank < best || (rank == best && !means_json(type))) continue;
    best = rank;
    form = means_json(type) ? Form::kJson : Form::kCsv;
  }
  return form;
}

std::optional<Form> form_of_name(std::string_view name) {
  if (name == "json") return Form::kJson;
  if (name == "csv") return Form::kCsv;
  return {};
}

bool names_html(const std::string* accept) {
  if (accept == nullptr) return false;
  for (const std::string_view item : base::split(*accept, ','))
    if (bare_type(item) == "text/html") return true;
  return false;
}

}  // namespace sluice::api
