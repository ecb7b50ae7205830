// TCP ports of 127.0.0.1 for servers of ours.
#pragma once

#include <string>

#include "base/result.h"

namespace sluice::resources {

// True if a server could listen there now.
bool port_is_free(int port);
// A free port from 20000 to 29999 (below those that the kernel hands out), the same for the same seed while
// it is free.
Result<int> choose_port(const std::string& seed);

}  // namespace sluice::resources
