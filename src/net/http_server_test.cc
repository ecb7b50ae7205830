// The server over real sockets on the loopback address.
#include "net/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "net/listen_socket.h"

namespace sluice::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// One TCP connection of a client.
class Wire {
 public:
  explicit Wire(int port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  Wire(Wire&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~Wire() {
    if (fd_ >= 0) close(fd_);
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }
  // Head and body by Content-Length; `no_body` for HEAD.
  std::string receive(bool no_body = false) {
    size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == buffer_.npos)
      if (!more()) return std::exchange(buffer_, "");
    const size_t field = buffer_.find("Content-Length: ");
    const size_t length = no_body || field > end ? 0 : std::stoul(buffer_.substr(field + 16));
    while (buffer_.size() < end + 4 + length)
      if (!more()) break;
    std::string reply = buffer_.substr(0, end + 4 + length);
    buffer_.erase(0, reply.size());
    return reply;
  }
  std::string ask(std::string_view bytes) {
    send(bytes);
    return receive();
  }

 private:
  bool more() {
    char bytes[65536];
    const ssize_t got = recv(fd_, bytes, sizeof bytes, 0);
    if (got > 0) buffer_.append(bytes, static_cast<size_t>(got));
    return got > 0;
  }
  int fd_;
  std::string buffer_;
};

// Tells what it was asked.
HttpResponse echo(const HttpRequest& request) {
  if (request.fault == HttpRequest::Fault::kTargetTooLong) return {414, {}, "too long"};
  if (request.fault == HttpRequest::Fault::kBodyTooLarge) return {413, {}, "too large"};
  if (request.target == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(300));
  return {200,
          {{"X-Kind", "echo"}},
          request.method + " " + request.target + " " + std::to_string(request.body.size())};
}

HttpServer serve(HttpHandler handler = echo, HttpServerOptions options = {}) {
  options.port = 0;
  return HttpServer::start(options, std::move(handler)).value();
}

constexpr std::string_view kGet = "GET /a%2Fb//../c?x=%41+ HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(HttpServer, HandsTheTargetOverAsSent) {
  HttpServer server = serve();
  Wire wire(server.port());
  EXPECT_THAT(wire.ask(kGet), EndsWith("GET /a%2Fb//../c?x=%41+ 0"));
}

TEST(HttpServer, KeepsConnectionsForManyRequests) {
  HttpServer server = serve();
  Wire wire(server.port());
  for (int i = 0; i < 300; ++i) ASSERT_THAT(wire.ask(kGet), StartsWith("HTTP/1.1 200 "));
  wire.send(std::string(kGet) + std::string(kGet));  // pipelined
  EXPECT_THAT(wire.receive(), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(wire.receive(), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, IdleClientsDoNotKeepOthersWaiting) {
  HttpServer server = serve(echo, {.workers = 4});
  std::vector<Wire> idle;
  for (int i = 0; i < 200; ++i) {
    idle.emplace_back(server.port());
    if (i % 2 == 0) {
      idle.back().send("GET /half-sent HTTP/1.1\r\nHo");
    } else {
      ASSERT_THAT(idle.back().ask(kGet), StartsWith("HTTP/1.1 200 "));
    }
  }
  const auto begin = std::chrono::steady_clock::now();
  Wire wire(server.port());
  EXPECT_THAT(wire.ask(kGet), StartsWith("HTTP/1.1 200 "));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(250));
}

TEST(HttpServer, HeadHasTheLengthButNoBody) {
  HttpServer server = serve();
  Wire wire(server.port());
  wire.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(wire.receive(true), HasSubstr("Content-Length: 9\r\n"));
  EXPECT_THAT(wire.ask(kGet), StartsWith("HTTP/1.1 200 "));  // no body was left over
}

TEST(HttpServer, LongLinesAndBodies) {
  HttpServer server = serve();
  Wire wire(server.port());
  const std::string fits(kLongestTarget - 1, 'a');
  EXPECT_THAT(wire.ask("GET /" + fits + " HTTP/1.1\r\nHost: h\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(wire.ask("GET /a" + fits + " HTTP/1.1\r\nHost: h\r\n\r\n"), EndsWith("too long"));
  const auto post = [](const std::string& body) {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: "
           "application/x-www-form-urlencoded\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  EXPECT_THAT(wire.ask(post(std::string(8739, 'b'))), EndsWith("POST / 8739"));
  EXPECT_THAT(wire.ask(post(std::string(kLargestBody, 'b'))), EndsWith("POST / 16777216"));
  EXPECT_THAT(wire.ask(post(std::string(kLargestBody + 1, 'b'))), EndsWith("too large"));
  EXPECT_THAT(wire.ask(kGet), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, ChunkedBodiesAndExpectations) {
  HttpServer server = serve();
  Wire wire(server.port());
  EXPECT_THAT(
      wire.ask(
          "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
      EndsWith("POST / 5"));
  wire.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_THAT(wire.receive(), StartsWith("HTTP/1.1 100 "));
  EXPECT_THAT(wire.ask("abc"), EndsWith("POST / 3"));
  Wire other(server.port());
  EXPECT_THAT(
      other.ask("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n"),
      StartsWith("HTTP/1.1 413 "));
}

TEST(HttpServer, GarbageDoesNoHarm) {
  HttpServer server = serve();
  for (const std::string& bytes :
       {std::string("\0\1\2\xff\r\n\r\n", 8), std::string("GET\r\n\r\n"),
        std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "GET / HTTP/1.1\r\nX: " + std::string(2'000'000, 'x'), std::string("\r\n\r\n\r\n")})
    Wire(server.port()).send(bytes);
  Wire wire(server.port());
  EXPECT_THAT(wire.ask(kGet), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, CompressesForThoseWhoAccept) {
  HttpServer server = serve([](const HttpRequest&) { return HttpResponse{200, {}, std::string(5000, 'a')}; });
  Wire wire(server.port());
  EXPECT_THAT(wire.ask("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip, deflate\r\n\r\n"),
              HasSubstr("Content-Encoding: gzip\r\n"));
  EXPECT_THAT(wire.ask(kGet), HasSubstr("Content-Length: 5000\r\n"));
}

TEST(HttpServer, RunningRequestsFinishWhenItStops) {
  HttpServer server = serve();
  Wire wire(server.port());
  wire.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  server.stop();
  EXPECT_THAT(wire.receive(), EndsWith("GET /slow 0"));
}

TEST(HttpServer, ManyClientsAtOnce) {
  std::atomic<int> asked{0};
  HttpServer server = serve([&](const HttpRequest& request) {
    ++asked;
    return echo(request);
  });
  std::vector<std::thread> clients;
  for (int i = 0; i < 16; ++i)
    clients.emplace_back([&] {
      Wire wire(server.port());
      for (int n = 0; n < 100; ++n) EXPECT_THAT(wire.ask(kGet), StartsWith("HTTP/1.1 200 "));
    });
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(asked, 1600);
}

TEST(ListenSocket, ErrorsNameThePortAndTheRemedy) {
  HttpServer server = serve();
  const auto taken = listen_on("127.0.0.1", server.port());
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().kind, ErrorKind::kConflict);
  EXPECT_THAT(taken.error().message, HasSubstr("127.0.0.1 port " + std::to_string(server.port())));
  EXPECT_THAT(taken.error().hint, HasSubstr("--port"));
  EXPECT_EQ(listen_on("192.0.2.1", 0).error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(listen_on("no-address", 0).error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(listen_on("127.0.0.1", 70000).error().kind, ErrorKind::kInvalidInput);
}

TEST(ListenSocket, LoopbackAddresses) {
  for (const char* host : {"localhost", "127.0.0.1", "127.8.9.10", "::1"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "example.com", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
}

}  // namespace
}  // namespace sluice::net
