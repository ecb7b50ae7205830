// The service models of botocore, reduced at build time to what sluice calls (tools/reduce_models.py), with
// the overlay of what Debian's edition lacks (src/aws/models/overlay.json), and embedded in the program.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.h"

namespace sluice::aws {

using ModelJson = nlohmann::ordered_json;

// One service as botocore describes it: "metadata", "operations", "shapes", and beside them "pagination" and
// "waiters" of the operations that have them.
class ServiceModel {
 public:
  explicit ServiceModel(ModelJson json) : json_(std::move(json)) {}
  const ModelJson& json() const { return json_; }
  const ModelJson& metadata() const { return json_.at("metadata"); }
  const ModelJson& shape(const std::string& name) const { return json_.at("shapes").at(name); }
  // Null if there is none of that name.
  const ModelJson* operation(const std::string& name) const;
  std::string protocol() const { return metadata().at("protocol"); }

 private:
  ModelJson json_;
};

// Parsed once, at first use, kept for the whole process. kInternal for a service that is not embedded.
Result<const ServiceModel*> service_model(const std::string& service);
std::vector<std::string> service_names();

}  // namespace sluice::aws
