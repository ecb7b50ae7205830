// The `jobs:` section of a YAML file (top level, or inside `deployment:`): parameters for all jobs, and a map
// per job for those of one job.
//
//   jobs:
//     pattern: '.*tracking\.log-(?P<date>\d{8}).*'
//     overwrite_n_days: 3
//     activity: { weeks: 52 }
#pragma once

#include <string>

#include "base/diagnostics.h"
#include "format/yaml.h"
#include "jobs/parameters.h"

namespace sluice::launch {

// Null if the document has no such section.
const format::YamlNode* find_jobs_section(const format::YamlNode& document);
// Apply the shared parameters of the section, then those of `job`. Every fault of the section is added to
// `findings` once per call, with its mark.
void apply_section(const format::YamlNode& section, std::string_view job, jobs::Parameters& parameters,
                   Diagnostics& findings);

}  // namespace sluice::launch
