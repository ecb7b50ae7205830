#include "aws/pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/expression.h"
#include "aws/model.h"
#include "base/interrupt.h"

namespace sluice::aws {
namespace {

std::vector<std::string> names(const ModelJson& value) {
  if (value.is_array()) return value.get<std::vector<std::string>>();
  return {value.get<std::string>()};
}

struct Paginator {
  std::vector<std::string> input_tokens, output_tokens, result_keys;
  std::string more_results;
};

Result<Paginator> paginator(const std::string& service, const std::string& operation) {
  SLUICE_TRY(const ServiceModel* model, service_model(service));
  const ModelJson& all = model->json().value("pagination", ModelJson::object());
  auto at = all.find(operation);
  if (at == all.end())
    return fail(ErrorKind::kInternal, fmt::format("{} of {} does not come in pages", operation, service));
  return Paginator{at->contains("input_token") ? names(at->at("input_token")) : std::vector<std::string>{},
                   at->contains("output_token") ? names(at->at("output_token")) : std::vector<std::string>{},
                   names(at->at("result_key")), at->value("more_results", std::string())};
}

// The tokens of the next page; empty when this was the last. kCorrupt for a page that promises more and does
// not say where.
Result<std::vector<Json>> next_tokens(const Paginator& pages, const Json& page) {
  if (!pages.more_results.empty()) {
    const Json more = search(pages.more_results, page);
    if (more.is_null() || more == false) return std::vector<Json>{};
  }
  std::vector<Json> tokens;
  bool any = false;
  for (const std::string& name : pages.output_tokens) {
    tokens.push_back(search(name, page));
    any = any || !(tokens.back().is_null() || tokens.back() == "");
  }
  if (!any && !pages.more_results.empty())
    return fail(ErrorKind::kCorrupt, fmt::format("a page says {} but not where more is", pages.more_results));
  return any ? tokens : std::vector<Json>{};
}

}  // namespace

Status for_each_page(Api& api, const std::string& service, const std::string& operation, Json input,
                     const std::function<bool(const Json& page)>& visit, const CallOptions& options) {
  SLUICE_TRY(const Paginator pages, paginator(service, operation));
  std::vector<std::vector<Json>> seen;
  while (true) {
    SLUICE_CHECK(base::check_interrupted());
    SLUICE_TRY(const Json page, api.call(service, operation, input, options));
    if (!visit(page)) return {};
    SLUICE_TRY(std::vector<Json> tokens, next_tokens(pages, page));
    if (tokens.empty()) return {};
    if (std::ranges::find(seen, tokens) != seen.end())
      return fail(ErrorKind::kCorrupt,
                  fmt::format("{} of {} gives the same page marker again and again", operation, service));
    for (size_t i = 0; i < pages.input_tokens.size(); ++i) {
      if (tokens[i].is_null())
        input.erase(pages.input_tokens[i]);
      else
        input[pages.input_tokens[i]] = tokens[i];
    }
    seen.push_back(std::move(tokens));
  }
}

Result<std::vector<Json>> list_all(Api& api, const std::string& service, const std::string& operation,
                                   Json input, const CallOptions& options) {
  SLUICE_TRY(const Paginator pages, paginator(service, operation));
  std::vector<Json> out;
  SLUICE_CHECK(for_each_page(
      api, service, operation, std::move(input),
      [&](const Json& page) {
        for (const Json& element : search(pages.result_keys.front(), page)) out.push_back(element);
        return true;
      },
      options));
  return out;
}

}  // namespace sluice::aws
