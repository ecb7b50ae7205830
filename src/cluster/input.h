// What EXTRA_VARS or -f name, as a document (spec cluster-file.md section 1): "@path", a path, inline YAML or
// JSON, or "k=v k2=v2".
#pragma once

#include <string>

#include "base/diagnostics.h"
#include "format/yaml.h"

namespace sluice::cluster {

struct Input {
  std::string file;    // as given; "EXTRA_VARS" for inline text
  std::string folder;  // absolute
  format::YamlNode document;
};
// E100 and E105 go to `findings`; an Error: there is nothing to read.
Result<Input> read_input(const std::string& extra_vars, bool repeated_keys_count, Diagnostics& findings);

}  // namespace sluice::cluster
