#include "aws/model.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <mutex>

#include "aws/embedded_models.h"

namespace sluice::aws {

const ModelJson* ServiceModel::operation(const std::string& name) const {
  const ModelJson& all = json_.at("operations");
  auto at = all.find(name);
  return at == all.end() ? nullptr : &*at;
}

Result<const ServiceModel*> service_model(const std::string& service) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<ServiceModel>> parsed;
  std::lock_guard lock(mutex);
  if (auto at = parsed.find(service); at != parsed.end()) return at->second.get();
  for (const auto& [name, text] : embedded_models()) {
    if (name != service || name == "partitions") continue;
    auto model = std::make_unique<ServiceModel>(ModelJson::parse(text));
    return (parsed[service] = std::move(model)).get();
  }
  return fail(ErrorKind::kInternal, fmt::format("no model of the service '{}' is embedded", service));
}

std::vector<std::string> service_names() {
  std::vector<std::string> out;
  for (const auto& [name, text] : embedded_models())
    if (name != "partitions") out.emplace_back(name);
  return out;
}

}  // namespace sluice::aws
