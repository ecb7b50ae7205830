// The HTTP client: one request, one reply, both plain values. Retrying, signing and meaning are the caller's.
//
// Gives the reply whatever its status. A failure says whether the request can have reached the server, which
// is what decides whether it may be sent again. TLS certificates are always verified. Proxies of the
// environment (https_proxy, no_proxy) are used. Never logs headers or bodies.
// Threads: send() from any number at once; connections are kept and used again.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/http_message.h"

namespace sluice::net {

struct OutgoingRequest {
  std::string method = "GET";
  std::string url;                  // absolute, percent-encoded; sent as it stands ("/a/../b" is not tidied)
  std::vector<HttpHeader> headers;  // Host and Content-Length are added where missing
  std::string body;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{70'000};  // of the whole exchange
  size_t max_reply_bytes = size_t{64} << 20;  // a larger body is a failure
  int max_redirects = 0;                      // 3xx is a reply unless followed
  // For a request that must not reach the server twice: it gets a connection of its own (on a kept one that
  // broke before the first byte of a reply the request is sent again), and Ctrl-C does not break it off.
  bool at_most_once = false;
  // Asked for each redirect with the absolute target; false ends the exchange as a failure.
  std::function<bool(const std::string& url)> may_follow;
};

struct SendFailure {
  enum class Delivery {
    kNotSent,  // no connection: the server cannot have seen it
    kUnclear,  // some of it may have been read, and acted on
  };
  Error error;  // kUnavailable, kTimeout, kInterrupted (Ctrl-C during the wait), kInvalidInput (bad URL),
                // kPermission (the server is not who it says: its certificate)
  Delivery delivery = Delivery::kNotSent;
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual std::expected<HttpResponse, SendFailure> send(const OutgoingRequest& request) = 0;
};

struct HttpClientOptions {
  std::string ca_file;  // PEM bundle instead of the system's; empty: AWS_CA_BUNDLE is the caller's to pass
  std::string user_agent = "sluice/" SLUICE_VERSION;
};
std::unique_ptr<Transport> make_http_client(HttpClientOptions options = {});

}  // namespace sluice::net
