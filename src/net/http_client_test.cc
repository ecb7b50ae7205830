// The client against a real server, and against sockets that behave badly.
#include "net/http_client.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <thread>

#include "net/http_server.h"

namespace sluice::net {
namespace {

using testing::HasSubstr;

std::string url(int port, const std::string& path = "/") {
  return "http://127.0.0.1:" + std::to_string(port) + path;
}

// Takes connections one after the other and does with each what it is told.
class RawServer {
 public:
  explicit RawServer(std::function<void(int)> act) : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    listen(listener_, 8);
    thread_ = std::thread([this, act = std::move(act)] {
      int connection;
      while ((connection = accept(listener_, nullptr, nullptr)) >= 0) {
        ++connections;
        act(connection);
        close(connection);
      }
    });
  }
  ~RawServer() {
    shutdown(listener_, SHUT_RDWR);
    close(listener_);
    thread_.join();
  }
  int port() const { return port_; }
  std::atomic<int> connections{0};

 private:
  int listener_, port_ = 0;
  std::thread thread_;
};

void read_request(int connection) {
  std::string text;
  char buffer[4096];
  while (text.find("\r\n\r\n") == std::string::npos) {
    const ssize_t n = read(connection, buffer, sizeof buffer);
    if (n <= 0) return;
    text.append(buffer, static_cast<size_t>(n));
  }
}
void say(int connection, std::string_view text) {
  EXPECT_GT(write(connection, text.data(), text.size()), 0);
}

TEST(HttpClient, SendsWhatItIsGivenAndGivesWhatComes) {
  HttpRequest seen;
  auto server = HttpServer::start({.port = 0}, [&](const HttpRequest& request) {
    seen = request;
    return HttpResponse{404, {{"X-Answer", "42"}}, "not here"};
  });
  ASSERT_TRUE(server);
  auto client = make_http_client();
  OutgoingRequest request;
  request.method = "PUT";
  request.url = url(server->port(), "/a/../b%2Fc?x=1");
  request.headers = {{"X-One", "1"}, {"Content-Type", "text/plain"}};
  request.body = std::string("a\0b", 3);
  auto reply = client->send(request);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 404);
  EXPECT_EQ(*reply->header("x-answer"), "42");
  EXPECT_EQ(reply->body, "not here");
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.target, "/a/../b%2Fc?x=1") << "the path is sent as it stands";
  EXPECT_EQ(seen.body, request.body);
  EXPECT_EQ(*seen.header("X-One"), "1");
  EXPECT_EQ(seen.header("Expect"), nullptr);
}

TEST(HttpClient, HeadHasNoBodyAndEmptyPostsSayTheirLength) {
  HttpRequest seen;
  auto server = HttpServer::start({.port = 0}, [&](const HttpRequest& request) {
    seen = request;
    return HttpResponse{200, {}, "body"};
  });
  auto client = make_http_client();
  OutgoingRequest head{.method = "HEAD", .url = url(server->port())};
  auto reply = client->send(head);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "");
  OutgoingRequest post{.method = "POST", .url = url(server->port())};
  ASSERT_TRUE(client->send(post));
  ASSERT_NE(seen.header("Content-Length"), nullptr);
  EXPECT_EQ(*seen.header("Content-Length"), "0");
}

TEST(HttpClient, NobodyThereIsNotSent) {
  int port;
  {
    RawServer gone([](int) {});
    port = gone.port();
  }
  auto reply = make_http_client()->send({.url = url(port)});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().delivery, SendFailure::Delivery::kNotSent);
  EXPECT_EQ(reply.error().error.kind, ErrorKind::kUnavailable);
}

TEST(HttpClient, AReplyThatNeverComesIsUnclear) {
  RawServer server([](int connection) { read_request(connection); });
  OutgoingRequest request{
      .method = "POST", .url = url(server.port(), "/?X-Amz-Signature=secret"), .body = "x"};
  request.at_most_once = true;
  auto reply = make_http_client()->send(request);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().delivery, SendFailure::Delivery::kUnclear);
  EXPECT_THAT(reply.error().error.message, testing::Not(HasSubstr("secret")));
  EXPECT_EQ(server.connections, 1);
}

// curl sends a request again when a kept connection breaks before the first byte of the reply.
TEST(HttpClient, AtMostOnceIsNotSentAgainOnAnIdleConnectionThatBroke) {
  std::atomic<int> requests{0};
  RawServer server([&](int connection) {
    read_request(connection);
    ++requests;
    say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    read_request(connection);  // a second request on this connection gets no reply
    ++requests;
  });
  auto client = make_http_client();
  ASSERT_TRUE(client->send({.url = url(server.port())}));
  OutgoingRequest request{
      .method = "POST", .url = url(server.port()), .body = "x", .timeout = std::chrono::seconds(2)};
  request.at_most_once = true;
  (void)client->send(request);
  EXPECT_LE(server.connections, 2) << "one for each request, none for a repetition";
}

TEST(HttpClient, ABodyThatBreaksOffIsUnclear) {
  RawServer server([](int connection) {
    read_request(connection);
    say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  auto reply = make_http_client()->send({.url = url(server.port())});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().delivery, SendFailure::Delivery::kUnclear);
}

TEST(HttpClient, AReplyThatBreaksOffAnywhereIsUnclear) {
  for (const std::string cut : {"HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nX: 1\r\n", "HTTP/1.",
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nhalf",
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"}) {
    RawServer server([&](int connection) {
      read_request(connection);
      say(connection, cut);
    });
    OutgoingRequest request{.url = url(server.port())};
    request.at_most_once = true;
    auto reply = make_http_client()->send(request);
    ASSERT_FALSE(reply) << cut;
    EXPECT_EQ(reply.error().delivery, SendFailure::Delivery::kUnclear) << cut;
    EXPECT_EQ(server.connections, 1) << cut;
  }
}

TEST(HttpClient, WhatIsNoHttpIsUnclearAndNotTheCallersFault) {
  RawServer server([](int connection) {
    read_request(connection);
    say(connection, "SSH-2.0-OpenSSH_9.2\r\n");
  });
  auto reply = make_http_client()->send({.method = "POST", .url = url(server.port()), .at_most_once = true});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().delivery, SendFailure::Delivery::kUnclear);
  EXPECT_EQ(reply.error().error.kind, ErrorKind::kUnavailable);
}

TEST(HttpClient, ADripIsNoReply) {
  std::atomic<bool> done{false};
  RawServer server([&](int connection) {
    read_request(connection);
    say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 100 && !done && write(connection, "x", 1) == 1; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
  });
  OutgoingRequest request{.url = url(server.port()), .timeout = std::chrono::milliseconds(200)};
  auto reply = make_http_client()->send(request);
  done = true;
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().error.kind, ErrorKind::kTimeout);
}

TEST(HttpClient, SilenceEndsALongExchange) {
  std::atomic<bool> done{false};
  RawServer server([&](int connection) {
    read_request(connection);
    say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
    for (int i = 0; i < 400 && !done; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  });
  OutgoingRequest request{.url = url(server.port()), .timeout = std::chrono::minutes(10)};
  request.idle_timeout = std::chrono::seconds(1);
  auto reply = make_http_client()->send(request);
  done = true;
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().error.kind, ErrorKind::kTimeout);
}

TEST(HttpClient, HeadersWithoutEndEndTheExchange) {
  RawServer server([](int connection) {
    read_request(connection);
    std::string text = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 300; ++i) text += "X-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n";
    (void)!write(connection, text.data(), text.size());
  });
  auto reply = make_http_client()->send({.url = url(server.port())});
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().error.message, HasSubstr("headers"));
}

TEST(HttpClient, AHeaderIsOneLine) {
  RawServer server([](int connection) { read_request(connection); });
  OutgoingRequest request{.url = url(server.port())};
  request.headers = {{"Authorization", "token\r\nX-More: 1"}};
  auto reply = make_http_client()->send(request);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().error.kind, ErrorKind::kInvalidInput);
  EXPECT_THAT(reply.error().error.message, testing::Not(HasSubstr("token")));
  EXPECT_EQ(server.connections, 0);
}

TEST(HttpClient, ErrorsKeepThePasswordOfAnAddress) {
  auto reply = make_http_client()->send({.url = "http://me:hush@127.0.0.1:1/x?y"});
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().error.message, HasSubstr("http://127.0.0.1:1:"));
  EXPECT_THAT(reply.error().error.message, testing::Not(HasSubstr("hush")));
}

TEST(HttpClient, SlowServersRunIntoTheTimeout) {
  std::atomic<bool> done{false};
  RawServer server([&](int connection) {
    read_request(connection);
    for (int i = 0; i < 100 && !done; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  });
  OutgoingRequest request{.url = url(server.port()), .timeout = std::chrono::milliseconds(100)};
  auto reply = make_http_client()->send(request);
  done = true;
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().error.kind, ErrorKind::kTimeout);
  EXPECT_EQ(reply.error().delivery, SendFailure::Delivery::kUnclear);
}

TEST(HttpClient, TooLargeARepliesEndsTheExchange) {
  auto server = HttpServer::start({.port = 0}, [](const HttpRequest&) {
    return HttpResponse{200, {{"Content-Type", "image/png"}}, std::string(100'000, 'x')};
  });
  OutgoingRequest request{.url = url(server->port())};
  request.max_reply_bytes = 1000;
  auto reply = make_http_client()->send(request);
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().error.message, HasSubstr("too large"));
}

TEST(HttpClient, RedirectsAreFollowedOnlyWhereAllowed) {
  auto server = HttpServer::start({.port = 0}, [](const HttpRequest& request) {
    if (request.target == "/end") return HttpResponse{200, {}, "there"};
    return HttpResponse{
        302, {{"Location", request.target == "/away" ? "http://elsewhere.invalid/" : "/end"}}, ""};
  });
  auto client = make_http_client();
  OutgoingRequest request{.url = url(server->port(), "/start")};
  EXPECT_EQ(client->send(request)->status, 302) << "a reply like any other unless it is to be followed";
  request.max_redirects = 3;
  EXPECT_EQ(client->send(request)->body, "there");
  request.may_follow = [](const std::string& target) {
    return target.find("elsewhere") == std::string::npos;
  };
  request.url = url(server->port(), "/away");
  auto refused = client->send(request);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().error.message, HasSubstr("elsewhere.invalid"));
}

TEST(HttpClient, OtherProtocolsAreRefused) {
  auto reply = make_http_client()->send({.url = "file:///etc/passwd"});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().error.kind, ErrorKind::kInvalidInput);
}

TEST(HttpClient, ManyThreadsShareOneClient) {
  std::atomic<int> count{0};
  auto server = HttpServer::start({.port = 0}, [&](const HttpRequest&) {
    ++count;
    return HttpResponse{200, {}, "ok"};
  });
  auto client = make_http_client();
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) EXPECT_EQ(client->send({.url = url(server->port())})->body, "ok");
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count, 160);
}

}  // namespace
}  // namespace sluice::net
