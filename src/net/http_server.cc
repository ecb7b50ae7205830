#include "net/http_server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <thread>

#include "base/log.h"
#include "net/http_compression.h"
#include "net/listen_socket.h"
#include "net/worker_pool.h"

namespace sluice::net {
namespace {

// Request line and headers; more is refused by the library (414, 431). Memory is touched only as it is used.
constexpr size_t kConnectionMemory = 512 * 1024;
// A client in mid-upload reads no reply, so too large a body is read and dropped up to here, then cut off.
constexpr size_t kMostDropped = 64 * 1024 * 1024;
constexpr auto kDrainTime = std::chrono::seconds(3);

// One request on its way: lives from the request line to the end of the reply.
struct Exchange {
  HttpRequest request;
  HttpResponse response;
  size_t received = 0;
  bool begun = false;
  std::atomic<bool> answered = false;
};

MHD_Result add_header(void* to, MHD_ValueKind, const char* name, const char* value) {
  static_cast<HttpRequest*>(to)->headers.emplace_back(name, value == nullptr ? "" : value);
  return MHD_YES;
}

std::string peer_of(MHD_Connection* connection) {
  const MHD_ConnectionInfo* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == nullptr || info->client_addr == nullptr) return "-";
  char text[INET6_ADDRSTRLEN] = "-";
  const sockaddr* address = info->client_addr;
  if (address->sa_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text, sizeof text);
  if (address->sa_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text, sizeof text);
  return text;
}

size_t declared_length(const HttpRequest& request) {
  const std::string* text = request.header("Content-Length");
  size_t length = 0;
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), length);
  return length;
}

void log_library(void*, const char* format, va_list arguments) {
  char text[512];
  vsnprintf(text, sizeof text, format, arguments);
  std::string line = text;
  while (!line.empty() && line.back() == '\n') line.pop_back();
  base::log_debug("http: {}", line);
}

MHD_Result queue_reply(MHD_Connection* connection, Exchange& exchange) {
  HttpResponse& reply = exchange.response;
  // The body stays in the exchange, which outlives the reply.
  MHD_Response* response =
      MHD_create_response_from_buffer(reply.body.size(), reply.body.data(), MHD_RESPMEM_PERSISTENT);
  if (response == nullptr) return MHD_NO;
  for (const HttpHeader& header : reply.headers)
    if (MHD_add_response_header(response, header.first.c_str(), header.second.c_str()) != MHD_YES)
      base::log_warning("http: header {} could not be sent", header.first);
  const MHD_Result result = MHD_queue_response(connection, static_cast<unsigned>(reply.status), response);
  MHD_destroy_response(response);
  return result;
}

}  // namespace

struct HttpServer::Impl {
  Impl(HttpHandler to, int workers) : handler(std::move(to)), pool(workers) {}

  HttpHandler handler;
  WorkerPool pool;
  MHD_Daemon* daemon = nullptr;
  ListenSocket socket;
  std::atomic<int> open_exchanges{0};

  // Called by the library with the request line as sent, before anything is decoded.
  static void* on_request_line(void* self, const char* target, MHD_Connection*) {
    auto* exchange = new Exchange;
    exchange->request.target = target;
    ++static_cast<Impl*>(self)->open_exchanges;
    return exchange;
  }

  static void on_completed(void* self, MHD_Connection*, void** context, MHD_RequestTerminationCode) {
    if (*context == nullptr) return;
    delete static_cast<Exchange*>(*context);
    *context = nullptr;
    --static_cast<Impl*>(self)->open_exchanges;
  }

  // Called when the headers are there, for each piece of the body, at its end, and again after the reply is
  // ready.
  static MHD_Result on_request(void* self, MHD_Connection* connection, const char*, const char* method,
                               const char*, const char* bytes, size_t* size, void** context) {
    auto& server = *static_cast<Impl*>(self);
    auto& exchange = *static_cast<Exchange*>(*context);
    if (!exchange.begun) {
      exchange.begun = true;
      return server.begin(exchange, connection, method);
    }
    if (*size > 0) {
      exchange.received += *size;
      const bool keep = exchange.received <= kLargestBody;
      if (keep) exchange.request.body.append(bytes, *size);
      if (!keep) exchange.request.fault = HttpRequest::Fault::kBodyTooLarge;
      *size = 0;
      return exchange.received <= kMostDropped ? MHD_YES : MHD_NO;
    }
    if (exchange.answered) return queue_reply(connection, exchange);
    return server.hand_over(exchange, connection);
  }

  MHD_Result begin(Exchange& exchange, MHD_Connection* connection, const char* method) {
    HttpRequest& request = exchange.request;
    request.method = method;
    request.peer = peer_of(connection);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, &request);
    if (request.target.size() > kLongestTarget) request.fault = HttpRequest::Fault::kTargetTooLong;
    const size_t length = declared_length(request);
    if (length <= kLargestBody) return MHD_YES;
    request.fault = HttpRequest::Fault::kBodyTooLarge;
    if (length <= kMostDropped && request.header("Expect") == nullptr) return MHD_YES;
    exchange.response = answer(request);  // no database is asked for a fault
    exchange.answered = true;
    return queue_reply(connection, exchange);
  }

  MHD_Result hand_over(Exchange& exchange, MHD_Connection* connection) {
    MHD_suspend_connection(connection);
    const bool taken = pool.run([this, &exchange, connection] {
      if (exchange.request.fault != HttpRequest::Fault::kNone) exchange.request.body.clear();
      exchange.response = answer(exchange.request);
      compress(exchange.request, exchange.response);
      exchange.answered = true;
      MHD_resume_connection(connection);
    });
    if (taken) return MHD_YES;
    MHD_resume_connection(connection);
    return MHD_NO;
  }

  HttpResponse answer(const HttpRequest& request) const { return handler(request); }

  void stop() {
    if (daemon == nullptr) return;
    MHD_quiesce_daemon(daemon);
    const auto deadline = std::chrono::steady_clock::now() + kDrainTime;
    while (open_exchanges > 0 && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    pool.finish();
    MHD_stop_daemon(daemon);
    daemon = nullptr;
    close(socket.fd);
  }
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() {
  stop();
}

Result<HttpServer> HttpServer::start(const HttpServerOptions& options, HttpHandler handler) {
  SLUICE_TRY(ListenSocket socket, listen_on(options.host, options.port));
  auto impl = std::make_unique<Impl>(std::move(handler), options.workers);
  impl->socket = socket;
  impl->daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, nullptr, nullptr,
      &Impl::on_request, impl.get(), MHD_OPTION_EXTERNAL_LOGGER, &log_library, nullptr,
      MHD_OPTION_LISTEN_SOCKET, socket.fd, MHD_OPTION_URI_LOG_CALLBACK, &Impl::on_request_line, impl.get(),
      MHD_OPTION_NOTIFY_COMPLETED, &Impl::on_completed, impl.get(), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      kConnectionMemory, MHD_OPTION_CONNECTION_LIMIT, static_cast<unsigned>(options.connections),
      MHD_OPTION_CONNECTION_TIMEOUT, options.idle_seconds, MHD_OPTION_END);
  if (impl->daemon == nullptr) {
    close(socket.fd);
    return fail(ErrorKind::kIo, "cannot start the HTTP server: the system gave no threads or no event queue");
  }
  return HttpServer(std::move(impl));
}

int HttpServer::port() const {
  return impl_->socket.port;
}

void HttpServer::stop() {
  if (impl_ != nullptr) impl_->stop();
}

}  // namespace sluice::net
