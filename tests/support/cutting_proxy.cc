#include "support/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

namespace sluice::support {
namespace {

bool send_all(int fd, const char* data, size_t size) {
  while (size > 0) {
    ssize_t sent = ::send(fd, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<size_t>(sent);
  }
  return true;
}

// Finds the packets in a client's bytes: length (3 bytes), sequence number (1), payload.
class PacketSplitter {
 public:
  // Adds bytes; calls `command` at the first payload byte of each packet with sequence number 0. Bytes that
  // are safe to forward are appended to `out`; stops as soon as `command` says false.
  template <class F>
  bool feed(const char* data, size_t size, std::string& out, F command) {
    for (size_t i = 0; i < size; ++i) {
      char c = data[i];
      if (left_ == 0) {
        header_ += c;
        if (header_.size() < 4) continue;
        auto byte = [&](size_t k) { return static_cast<size_t>(static_cast<unsigned char>(header_[k])); };
        left_ = byte(0) | byte(1) << 8 | byte(2) << 16;
        first_ = byte(3) == 0;
        if (left_ == 0) out += std::exchange(header_, {});
        continue;
      }
      if (!header_.empty()) {
        if (first_ && !command(c)) return false;
        out += std::exchange(header_, {});
      }
      out += c;
      --left_;
    }
    return true;
  }

 private:
  std::string header_;
  size_t left_ = 0;
  bool first_ = false;
};

}  // namespace

CuttingProxy::CuttingProxy(std::string server_socket) : server_socket_(std::move(server_socket)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 16) != 0)
    std::abort();
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_loop(); });
}

CuttingProxy::~CuttingProxy() {
  stop_ = true;
  acceptor_.join();
  for (std::thread& thread : servers_) thread.join();
  ::close(listener_);
}

void CuttingProxy::cut_at(int number, When when) {
  count_ = 0;
  cut_ = false;
  when_ = when;
  cut_number_ = number;
}

void CuttingProxy::accept_loop() {
  while (!stop_) {
    pollfd wait{listener_, POLLIN, 0};
    if (::poll(&wait, 1, 20) <= 0) continue;
    int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, server_socket_.c_str(), sizeof address.sun_path - 1);
    if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(server);
      ::close(client);
      continue;
    }
    servers_.emplace_back([this, client, server] { serve(client, server); });
  }
}

void CuttingProxy::serve(int client, int server) {
  PacketSplitter splitter;
  std::array<char, 16384> buffer{};
  bool cut_on_answer = false, open = true;
  auto command = [&](char code) {
    if (code != 3) return true;  // COM_QUERY
    if (count_++ != cut_number_) return true;
    cut_on_answer = when_ == When::kAfter;
    return cut_on_answer;
  };
  while (open && !stop_) {
    std::array<pollfd, 2> wait{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (::poll(wait.data(), 2, 20) <= 0) continue;
    if (wait[0].revents) {
      ssize_t got = ::recv(client, buffer.data(), buffer.size(), 0);
      std::string out;
      if (got <= 0) break;
      bool go_on = splitter.feed(buffer.data(), static_cast<size_t>(got), out, command);
      if (!go_on) cut_ = true;
      open = send_all(server, out.data(), out.size()) && go_on;
    }
    if (open && wait[1].revents) {
      ssize_t got = ::recv(server, buffer.data(), buffer.size(), 0);
      if (got > 0 && cut_on_answer) cut_ = true;
      open = got > 0 && !cut_on_answer && send_all(client, buffer.data(), static_cast<size_t>(got));
    }
  }
  ::close(client);
  ::close(server);
}

}  // namespace sluice::support
