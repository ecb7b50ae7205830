#include "net/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/interrupt.h"
#include "base/text.h"

namespace sluice::net {
namespace {

using Outcome = std::expected<HttpResponse, SendFailure>;

// "https://host:port" of a URL: what may stand in an error; queries can hold signatures.
std::string origin(const std::string& url) {
  const size_t start = url.find("://");
  return url.substr(0, start == std::string::npos ? 0 : url.find_first_of("/?#", start + 3));
}

struct Reply {
  HttpResponse response;
  size_t limit = 0;
  bool too_large = false;
};

size_t take_body(char* bytes, size_t, size_t size, void* user) {
  auto* reply = static_cast<Reply*>(user);
  reply->too_large = reply->response.body.size() + size > reply->limit;
  if (reply->too_large) return 0;
  reply->response.body.append(bytes, size);
  return size;
}

size_t take_header(char* bytes, size_t, size_t size, void* user) {
  auto* reply = static_cast<Reply*>(user);
  const std::string_view line = base::trim({bytes, size});
  if (line.starts_with("HTTP/")) reply->response.headers.clear();  // of a "100 Continue" or a proxy
  if (const size_t colon = line.find(':'); colon != std::string_view::npos)
    reply->response.headers.emplace_back(line.substr(0, colon), base::trim(line.substr(colon + 1)));
  return size;
}

int stop_when_interrupted(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return base::interrupted() ? 1 : 0;
}

class HeaderList {
 public:
  explicit HeaderList(const std::vector<HttpHeader>& headers) {
    for (const auto& [name, value] : headers)
      add(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
    // What curl would add by itself and nobody asked for.
    add("Expect:");
    add("Accept:");
    if (std::ranges::none_of(headers,
                             [](const auto& h) { return base::to_lower_ascii(h.first) == "content-type"; }))
      add("Content-Type:");
  }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList() { curl_slist_free_all(list_); }
  curl_slist* get() const { return list_; }

 private:
  void add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  curl_slist* list_ = nullptr;
};

void set_method(CURL* curl, const OutgoingRequest& request) {
  if (request.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    return;
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

ErrorKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return ErrorKind::kTimeout;
    case CURLE_ABORTED_BY_CALLBACK: return ErrorKind::kInterrupted;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return ErrorKind::kInvalidInput;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return ErrorKind::kPermission;
    default: return ErrorKind::kUnavailable;
  }
}

std::string remedy(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return "the certificate is not signed by an authority known here; a private one is named with "
             "AWS_CA_BUNDLE or SSL_CERT_FILE";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return "check the network, the proxy (https_proxy) and the endpoint";
    default: return {};
  }
}

class CurlClient final : public Transport {
 public:
  explicit CurlClient(HttpClientOptions options) : options_(std::move(options)) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  }
  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;
  ~CurlClient() override {
    for (CURL* idle : idle_) curl_easy_cleanup(idle);
  }

  Outcome send(const OutgoingRequest& request) override {
    OutgoingRequest next = request;
    for (int hops = 0;; ++hops) {
      CURL* curl = take();
      std::string redirect;
      Outcome outcome = exchange(curl, next, redirect);
      give_back(curl);
      if (!outcome || redirect.empty() || request.max_redirects == 0) return outcome;
      if (hops == request.max_redirects || (request.may_follow && !request.may_follow(redirect)))
        return std::unexpected(
            SendFailure{Error(ErrorKind::kUnavailable, fmt::format("{} sends on to {}, which is not followed",
                                                                   origin(next.url), origin(redirect))),
                        SendFailure::Delivery::kUnclear});
      next.url = redirect;
    }
  }

 private:
  // An idle handle keeps its connections; each is used by one thread at a time.
  CURL* take() {
    std::lock_guard lock(mutex_);
    if (idle_.empty()) return curl_easy_init();
    CURL* curl = idle_.back();
    idle_.pop_back();
    return curl;
  }
  void give_back(CURL* curl) {
    curl_easy_reset(curl);
    std::lock_guard lock(mutex_);
    idle_.push_back(curl);
  }

  void configure(CURL* curl, const OutgoingRequest& request) const {
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, options_.user_agent.c_str());
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    if (!options_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    if (request.at_most_once) {
      curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    } else {
      curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, stop_when_interrupted);
      curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    }
    set_method(curl, request);
  }

  Outcome exchange(CURL* curl, const OutgoingRequest& request, std::string& redirect) const {
    Reply reply;
    reply.limit = request.max_reply_bytes;
    const HeaderList headers(request.headers);
    configure(curl, request);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) return std::unexpected(failure(curl, code, request, reply.too_large));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    reply.response.status = static_cast<int>(status);
    char* target = nullptr;
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &target);
    if (target) redirect = target;
    return std::move(reply.response);
  }

  static SendFailure failure(CURL* curl, CURLcode code, const OutgoingRequest& request, bool too_large) {
    long sent = 0;
    curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent);
    const char* what = too_large ? "the reply is too large" : curl_easy_strerror(code);
    Error error(kind_of(code), fmt::format("no reply from {}: {}", origin(request.url), what), remedy(code));
    if (code == CURLE_ABORTED_BY_CALLBACK) error = Error(ErrorKind::kInterrupted, "interrupted");
    return {std::move(error), sent > 0 ? SendFailure::Delivery::kUnclear : SendFailure::Delivery::kNotSent};
  }

  HttpClientOptions options_;
  std::mutex mutex_;
  std::vector<CURL*> idle_;
};

}  // namespace

std::unique_ptr<Transport> make_http_client(HttpClientOptions options) {
  return std::make_unique<CurlClient>(std::move(options));
}

}  // namespace sluice::net
