#include "resources/loopback_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/crypto.h"

namespace sluice::resources {

bool port_is_free(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  int on = 1;  // as servers do: connections of the past that linger do not count
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bool free = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && listen(fd, 1) == 0;
  close(fd);
  return free;
}

Result<int> choose_port(const std::string& seed) {
  constexpr int kFirst = 20000, kCount = 10000;
  int start = static_cast<int>(std::stoul(base::sha256_hex(seed).substr(0, 6), nullptr, 16) % kCount);
  for (int i = 0; i < kCount; ++i)
    if (int port = kFirst + (start + i) % kCount; port_is_free(port)) return port;
  return fail(ErrorKind::kUnavailable, "no port from 20000 to 29999 is free on 127.0.0.1");
}

}  // namespace sluice::resources
