// The subset of Jinja that cluster files use (spec cluster-file.md section 1):
//
//   scalar  = { text | "{{" expression "}}" }
//   expression = ( "lookup('env','NAME')" | NAME ) { "|" filter }
//   filter  = "default('v')" | "default('v', true)" | "int" | "string" | "lower" | "upper"
//
// NAME is a top-level scalar of the file. Anything else with "{{", "{%" or "{#" is E103.
#pragma once

#include <set>
#include <string>

#include "base/diagnostics.h"
#include "cluster/cluster_file.h"

namespace sluice::cluster {

// Every scalar of the document resolved. Strict: the result is a text. Ansible: a lone {{ name }} keeps the
// type of the variable, and a result of exactly True or False is a boolean. Gives the names that templates
// mention.
std::set<std::string> resolve_templates(format::YamlNode& document, Mode mode, const Environment& environment,
                                        Diagnostics& findings);

}  // namespace sluice::cluster
