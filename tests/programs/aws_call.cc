// Calls of AWS for a script: each line of input is {"service", "operation", "input"}, each line of output the
// reply, or
// {"error": {"code", "message", "hint", "kind", "effect_unknown"}}. Raw bytes come in base64 under "$bytes".
#include <iostream>

#include "aws/client.h"
#include "base/base64.h"
#include "base/text.h"

namespace {

using sluice::aws::Json;

// What cannot be written as JSON text.
Json printable(const Json& value) {
  if (value.is_string() && !sluice::base::is_valid_utf8(value.get_ref<const std::string&>()))
    return {{"$bytes", sluice::base::base64_encode(value.get_ref<const std::string&>())}};
  if (!value.is_structured()) return value;
  Json out = value;
  for (auto& part : out) part = printable(part);
  return out;
}

}  // namespace

int main() {
  auto client = sluice::aws::make_client({});
  if (!client) {
    std::cerr << to_text(client.error()) << "\n";
    return 1;
  }
  std::string line;
  while (std::getline(std::cin, line)) {
    const Json call = Json::parse(line);
    auto reply =
        (*client)->call(call.at("service"), call.at("operation"), call.value("input", Json::object()));
    if (reply)
      std::cout << printable(*reply).dump() << std::endl;
    else
      std::cout << Json{{"error",
                         {{"code", reply.error().code},
                          {"message", reply.error().message},
                          {"hint", reply.error().hint},
                          {"kind", to_text(reply.error().kind)},
                          {"effect_unknown", reply.error().effect_unknown}}}}
                       .dump()
                << std::endl;
  }
}
