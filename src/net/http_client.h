// The HTTP client: one request, one reply, both plain values. Retrying, signing and meaning are the caller's.
//
// Gives the reply whatever its status. A failure says whether the request can have reached the server, which
// is what decides whether it may be sent again. TLS certificates are always verified. Proxies of the
// environment are used: https_proxy, http_proxy and no_proxy, in lower or upper case. HTTP/1.1 only: a
// request of HTTP/2 may be sent again behind our back. Never logs headers or bodies; errors hold the server's
// address, without user, password, path and query. Threads: send() from any number at once; connections are
// kept and used again.
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
  std::chrono::seconds idle_timeout{60};      // without a byte either way, once connected
  size_t max_reply_bytes = size_t{64} << 20;  // a larger body is a failure
  int max_redirects = 0;                      // 3xx is a reply unless followed
  // For a request that must not reach the server twice: it gets a connection of its own (on a kept one that
  // broke before the first byte of a reply the request is sent again), and Ctrl-C does not break it off.
  bool at_most_once = false;
  bool direct = false;  // past any proxy: for servers beside us that give secrets
  // Asked for each redirect with the absolute target; false ends the exchange as a failure.
  std::function<bool(const std::string& url)> may_follow;
};

struct SendFailure {
  enum class Delivery {
    kNotSent,  // no connection: the server cannot have seen it
    kUnclear,  // some of it may have been read, and acted on
  };
  Error error;  // kUnavailable, kTimeout, kInterrupted (Ctrl-C during the wait), kPermission (the server is
                // not who it says: its certificate), kInvalidInput (bad URL, a header of two lines, ca_file
                // unusable)
  Delivery delivery = Delivery::kNotSent;
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual std::expected<HttpResponse, SendFailure> send(const OutgoingRequest& request) = 0;
};

struct HttpClientOptions {
  std::string ca_file;                       // PEM bundle instead of the system's; empty: the system's
  std::string ca_setting = "AWS_CA_BUNDLE";  // what the user sets to name another bundle; for errors
  std::string user_agent = "sluice/" SLUICE_VERSION;
};
std::unique_ptr<Transport> make_http_client(HttpClientOptions options = {});

}  // namespace sluice::net
