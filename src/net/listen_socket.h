// A bound and listening TCP socket.
#pragma once

#include <string>

#include "base/result.h"

namespace sluice::net {

// True for 127.0.0.0/8, ::1 and "localhost".
bool is_loopback(const std::string& host);

struct ListenSocket {
  int fd = -1;  // the caller closes it
  int port = 0;
};

// `host` is a numeric address or "localhost" (127.0.0.1); port 0 takes any free one.
// kConflict: the port is taken; kPermission: it may not be used; kInvalidInput: no address of this machine.
Result<ListenSocket> listen_on(const std::string& host, int port);

}  // namespace sluice::net
