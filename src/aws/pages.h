// Lists to their end, by the models' paginators.
#pragma once

#include <functional>
#include <vector>

#include "aws/api.h"

namespace sluice::aws {

// Every page of `operation`, until `visit` says false. kCorrupt if a server gives a marker twice, or promises
// more without one.
Status for_each_page(Api& api, const std::string& service, const std::string& operation, Json input,
                     const std::function<bool(const Json& page)>& visit, const CallOptions& options = {});
// All items of the paginator's (first) result key over all pages.
Result<std::vector<Json>> list_all(Api& api, const std::string& service, const std::string& operation,
                                   Json input, const CallOptions& options = {});

}  // namespace sluice::aws
