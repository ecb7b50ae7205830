// Any bytes as YAML: a tree or an error with a mark, never a crash.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "format/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto node = sluice::format::parse_yaml({reinterpret_cast<const char*>(data), size}, "fuzz.yml");
  if (!node && (node.error().message.empty() || !node.error().mark)) std::abort();
  return 0;
}
