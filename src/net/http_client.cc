#include "net/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>

#include "base/interrupt.h"
#include "base/text.h"

namespace sluice::net {
namespace {

using Outcome = std::expected<HttpResponse, SendFailure>;

// Far more than any service sends; a server that never ends its headers must not fill our memory.
constexpr size_t kMostHeaderBytes = size_t{256} << 10;

// "https://host:port" of a URL: what may stand in an error; queries can hold signatures, "user:word@" a
// password.
std::string origin(const std::string& url) {
  const size_t start = url.find("://");
  if (start == std::string::npos) return {};
  std::string out = url.substr(0, url.find_first_of("/?#", start + 3));
  if (const size_t at = out.rfind('@'); at != std::string::npos) out.erase(start + 3, at - start - 2);
  return out;
}

struct Reply {
  HttpResponse response;
  size_t limit = 0, header_bytes = 0;
  bool too_large = false, too_many_headers = false;
  bool headers_ended = false;  // curl takes a connection that closes within the headers for their end
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
  reply->header_bytes += size;
  reply->too_many_headers = reply->header_bytes > kMostHeaderBytes;
  if (reply->too_many_headers) return 0;
  const std::string_view line = base::trim({bytes, size});
  if (line.starts_with("HTTP/")) {
    reply->response.headers.clear();  // of a "100 Continue" or a proxy
    reply->headers_ended = false;
  }
  if (line.empty()) reply->headers_ended = true;
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

// A line break would let a value of somebody else's pose as headers of ours.
bool fits_one_line(const HttpHeader& header) {
  return (header.first + header.second).find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

ErrorKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return ErrorKind::kTimeout;
    case CURLE_ABORTED_BY_CALLBACK: return ErrorKind::kInterrupted;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_SSL_CACERT_BADFILE: return ErrorKind::kInvalidInput;
    case CURLE_PEER_FAILED_VERIFICATION: return ErrorKind::kPermission;
    default: return ErrorKind::kUnavailable;
  }
}

// OpenSSL's numbers of X509_V_ERR_…; none of them with a failed check: the certificate is good, but for
// another name.
std::string certificate_remedy(long verified, const HttpClientOptions& options) {
  constexpr long kUnspecified = 1, kNotYetValid = 9, kExpired = 10, kOtherName = 62;
  if (verified <= kUnspecified || verified == kOtherName)
    return "the certificate is for another host: use the name that stands in it, or correct the endpoint";
  if (verified == kNotYetValid || verified == kExpired)
    return "the server needs a certificate that is valid today; `date` shows whether this machine's clock is "
           "right";
  return fmt::format(
      "no authority known here signed the certificate; {} names a PEM file of private authorities{}",
      options.ca_setting, options.ca_file.empty() ? "" : fmt::format(" (it was {})", options.ca_file));
}

// The status by which a proxy refused to connect us; 0 if it did not.
long proxy_refusal(CURL* curl) {
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &status);
  return status >= 300 ? status : 0;
}

std::string remedy(CURL* curl, CURLcode code, const HttpClientOptions& options) {
  if (proxy_refusal(curl))
    return "the proxy of https_proxy refuses to connect to it: check its user and password, or name the host "
           "in "
           "no_proxy";
  long verified = 0;
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
      curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &verified);
      return certificate_remedy(verified, options);
    case CURLE_SSL_CACERT_BADFILE:
      return fmt::format("{} must name a readable PEM file of certificates", options.ca_setting);
    case CURLE_SSL_CONNECT_ERROR:
      return "check that the endpoint's port speaks TLS; one that does not is written with http://";
    case CURLE_COULDNT_RESOLVE_PROXY: return "check the proxy in https_proxy and http_proxy";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return "check the network, the proxy (https_proxy) and the endpoint";
    default: return {};
  }
}

const char* variable(std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (const char* value = std::getenv(name); value && *value) return value;
  return nullptr;
}

// curl leaves HTTP_PROXY out, because a request's header "Proxy" becomes that variable in a CGI program.
const char* upper_case_proxy(const std::string& url) {
  if (!url.starts_with("http://") || variable({"http_proxy", "REQUEST_METHOD"})) return nullptr;
  return variable({"HTTP_PROXY"});
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
    if (!std::ranges::all_of(request.headers, fits_one_line))
      return std::unexpected(SendFailure{
          Error(ErrorKind::kInvalidInput,
                fmt::format("a header for {} holds a line break, which no header may", origin(request.url))),
          SendFailure::Delivery::kNotSent});
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
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    if (request.direct)
      curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    else if (const char* proxy = upper_case_proxy(request.url))
      curl_easy_setopt(curl, CURLOPT_PROXY, proxy);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, options_.user_agent.c_str());
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.idle_timeout.count()));
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
    std::array<char, CURL_ERROR_SIZE> detail{};
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
    if (code != CURLE_OK) return std::unexpected(failure(curl, code, request, reply, detail.data()));
    if (!reply.headers_ended)
      return std::unexpected(
          failure(curl, CURLE_PARTIAL_FILE, request, reply, "the reply broke off within its headers"));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    reply.response.status = static_cast<int>(status);
    char* target = nullptr;
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &target);
    if (target) redirect = target;
    return std::move(reply.response);
  }

  SendFailure failure(CURL* curl, CURLcode code, const OutgoingRequest& request, const Reply& reply,
                      const char* detail) const {
    if (code == CURLE_ABORTED_BY_CALLBACK)
      return {Error(ErrorKind::kInterrupted, "interrupted"), delivery(curl)};
    std::string what = curl_easy_strerror(code);
    // The detail of a bad proxy would quote it with its password.
    if (*detail && code != CURLE_COULDNT_RESOLVE_PROXY) what = detail;
    if (reply.too_large) what = "the reply is too large";
    if (reply.too_many_headers) what = "the headers of the reply are too large";
    const long refusal = proxy_refusal(curl);
    const bool forbidden = refusal == 401 || refusal == 403 || refusal == 407;
    ErrorKind kind = forbidden ? ErrorKind::kPermission : kind_of(code);
    // What is no HTTP in the reply is not the caller's fault.
    if (kind == ErrorKind::kInvalidInput && delivery(curl) == SendFailure::Delivery::kUnclear)
      kind = ErrorKind::kUnavailable;
    return {Error(kind, fmt::format("no reply from {}: {}", origin(request.url), what),
                  remedy(curl, code, options_)),
            delivery(curl)};
  }

  // What was said to a proxy to get a connection was not said to the server.
  static SendFailure::Delivery delivery(CURL* curl) {
    long sent = 0;
    curl_off_t ready = 0;
    curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent);
    curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &ready);
    return sent > 0 && ready > 0 ? SendFailure::Delivery::kUnclear : SendFailure::Delivery::kNotSent;
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
