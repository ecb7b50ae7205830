// An HTTP/1.1 server around one function from request to reply. The only file that knows the server library.
//
// Library: GNU libmicrohttpd. cpp-httplib 0.11.4 was the first choice, but Debian compiles its limits in: a
// request line of 8 KiB (we owe 16), a listen backlog of 5 (under a burst a connect then waits a second, four
// times the real client's whole timeout) and one thread for each open connection.
//
// Connections wait in one event loop (epoll), so idle keep-alive clients cost no thread; whole requests are
// handed to `workers` threads. Request lines over 16 KiB and bodies over 16 MiB reach the handler as a Fault,
// without the body. Replies are compressed when that pays (http_compression.h). HEAD is answered as GET
// without the body.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/http_message.h"

namespace sluice::net {

struct HttpServerOptions {
  std::string host = "127.0.0.1";  // a numeric address, or "localhost"
  int port = 8100;                 // 0: any free one
  int workers = 32;
  int connections = 1000;  // open at once; more wait in the backlog
  unsigned idle_seconds = 60;
};

constexpr size_t kLongestTarget = 16 * 1024;
constexpr size_t kLargestBody = 16 * 1024 * 1024;

class HttpServer {
 public:
  // Listens from here on. Errors: listen_socket.h.
  static Result<HttpServer> start(const HttpServerOptions& options, HttpHandler handler);
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) = delete;
  ~HttpServer();  // stop()

  int port() const;
  // Takes no more connections, lets running requests finish, then closes.
  void stop();

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice::net
