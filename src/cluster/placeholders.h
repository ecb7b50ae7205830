// What a copied example still asks the reader to fill in (E102).
#pragma once

#include "base/diagnostics.h"
#include "format/yaml.h"

namespace sluice::cluster {

// Values that hold "<your…>" in any case, or are nothing but "<…>".
void find_placeholders(const format::YamlNode& document, Diagnostics& findings);

}  // namespace sluice::cluster
