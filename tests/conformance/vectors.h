// Where vectors that others wrote are found: SLUICE_CONFORMANCE, else ../shared/conformance beside the
// source.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/files.h"

namespace sluice::conformance {

// The folder, or an empty text after one line that says why (exit with skip_code() then).
inline std::string vectors(const std::string& below) {
  const char* given = std::getenv("SLUICE_CONFORMANCE");
  const std::string folder = given ? given : std::string(SLUICE_SOURCE_DIR) + "/../shared/conformance";
  if (base::file_exists(folder + "/" + below)) return folder + "/" + below;
  std::printf("skipped: no vectors at %s/%s (SLUICE_CONFORMANCE names their folder)\n", folder.c_str(),
              below.c_str());
  return {};
}

inline int skip_code() {
  const char* ci = std::getenv("CI");
  return ci && std::string(ci) == "true" ? 1 : 77;
}

}  // namespace sluice::conformance
