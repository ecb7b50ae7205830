// Ctrl-C and SIGTERM as a flag: long loops ask interrupted() and end cleanly with ErrorKind::kInterrupted.
#pragma once

#include "base/result.h"

namespace sluice::base {

// Install once at the start of a command. The first signal sets the flag; a second one ends the process at
// once.
void catch_interrupts();
bool interrupted();
// kInterrupted if a signal came, else success.
Status check_interrupted();

}  // namespace sluice::base
