// Replies of AWS: whatever a server sends, reading it ends with a value or an error.
// Input: a byte that picks service and operation, a byte that picks the status, the body.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "aws/wire.h"

namespace {

using sluice::aws::ServiceModel;

const std::vector<std::pair<const ServiceModel*, std::string>>& operations() {
  static const auto kAll = [] {
    std::vector<std::pair<const ServiceModel*, std::string>> out;
    for (const char* service : {"emr", "ec2", "iam", "sts", "rds", "s3", "pricing"}) {
      const ServiceModel* model = sluice::aws::service_model(service).value();
      for (const auto& [name, operation] : model->json().at("operations").items())
        out.emplace_back(model, name);
    }
    return out;
  }();
  return kAll;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const auto& [model, operation] = operations()[data[0] % operations().size()];
  sluice::net::HttpResponse reply;
  reply.status = data[1] % 2 ? 200 : 400;
  reply.headers = {{"x-amzn-RequestId", "r"}, {"Content-Type", "text/xml"}};
  reply.body.assign(reinterpret_cast<const char*>(data) + 2, size - 2);
  (void)sluice::aws::decode(*model, operation, reply);
  const auto error = sluice::aws::decode_error(*model, operation, reply);
  if (error.code.empty()) __builtin_trap();
  return 0;
}
