// The memory settings of a cluster file's configurations. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cluster/cluster_file.h"

namespace sluice::cluster {

struct PlacedText {
  std::string text, path;
};
// Properties of mapred-site and yarn-site, by name; `path`: where `configurations` (itself at `prefix`) sets
// it.
std::map<std::string, PlacedText> memory_settings(const Json& configurations, const std::string& prefix);
// MB of the last -Xmx in Java options: "-Xmx2458m", "-Xmx2g", "-Xmx1048576k", "-Xmx1073741824".
std::optional<int> heap_megabytes(const std::string& java_options);

}  // namespace sluice::cluster
