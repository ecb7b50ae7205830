// From a server's error number to the kind on which code branches.
#pragma once

#include <string_view>

#include "base/result.h"

namespace sluice::store {

// `number` is the server's or the client library's; `text` tells full disks apart where the number alone does
// not.
ErrorKind kind_of_server_error(unsigned number, std::string_view text);

}  // namespace sluice::store
