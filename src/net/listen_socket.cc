#include "net/listen_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace sluice::net {
namespace {

constexpr int kBacklog = 1024;

Error bind_error(int number, const std::string& host, int port) {
  const std::string where = fmt::format("{} port {}", host, port);
  switch (number) {
    case EADDRINUSE:
      return {ErrorKind::kConflict, fmt::format("cannot listen on {}: another program uses that port", where),
              fmt::format("choose another with --port, or see who has it: ss -ltnp 'sport = :{}'", port)};
    case EACCES:
      return {ErrorKind::kPermission, fmt::format("cannot listen on {}: not allowed", where),
              "ports below 1024 are for root; choose one above with --port"};
    case EADDRNOTAVAIL:
      return {ErrorKind::kInvalidInput,
              fmt::format("cannot listen on {}: this machine has no such address", where),
              "give --host an address of this machine: 127.0.0.1, or 0.0.0.0 for all of them"};
    default: return base::system_error(number, "cannot listen on " + where);
  }
}

int bound_port(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6*>(&address)->sin6_port);
  return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

}  // namespace

bool is_loopback(const std::string& host) {
  if (host == "localhost") return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Result<ListenSocket> listen_on(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string address = host == "localhost" ? "127.0.0.1" : host;
  if (port < 0 || port > 65535 ||
      getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return fail(ErrorKind::kInvalidInput,
                fmt::format("cannot listen on {} port {}: not an address", host, port),
                "--host takes a numeric address (127.0.0.1, 0.0.0.0, ::1) or localhost; --port 0 to 65535");
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> guard(found, freeaddrinfo);

  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return fail(base::system_error(errno, "cannot make a socket"));
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, kBacklog) != 0) {
    const int number = errno;
    close(fd);
    return fail(bind_error(number, host, port));
  }
  return ListenSocket{fd, bound_port(fd)};
}

}  // namespace sluice::net
