#include "api/handle_bytes.h"

#include <fmt/format.h>

#include <cstdlib>

#include "api/app.h"
#include "base/files.h"

namespace sluice::api {
namespace {

constexpr const char* kKey = "fuzz";

class AbsentStore final : public StoreReader {
 public:
  Result<store::RowSet> query(const std::string&, const SqlParameters&) override {
    return fail(ErrorKind::kUnavailable, "there is no store");
  }
  bool answers_within(std::chrono::milliseconds) override { return false; }
};

std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// All that the program has in place of sockets and a store.
struct World {
  World() {
    if (!folder || !change_tokens(path(), [](TokenTable& table) {
          return table.set("fuzzer", Secret(kKey), base::Micros{});
        }))
      std::abort();
  }
  std::string path() const { return folder->path() + "/tokens"; }

  Result<base::TemporaryFolder> folder = base::TemporaryFolder::create("sluice-fuzz");
  AbsentStore store;
  TokenWatch tokens{path()};
  App app{{store, tokens, base::system_clock()}, {}};
};

}  // namespace

net::HttpRequest request_of_bytes(std::string_view bytes) {
  net::HttpRequest request;
  const std::string_view first = take_line(bytes);
  const size_t space = first.find(' ');
  request.method = first.substr(0, space);
  if (space != first.npos) request.target = first.substr(space + 1);
  while (!bytes.empty()) {
    const std::string_view line = take_line(bytes);
    if (line.empty()) break;
    const size_t colon = std::min(line.find(':'), line.size());
    request.headers.emplace_back(line.substr(0, colon), line.substr(std::min(colon + 1, line.size())));
  }
  request.body = bytes;
  return request;
}

void handle_bytes(std::string_view bytes) {
  static World world;
  const net::HttpRequest request = request_of_bytes(bytes);
  const Exchange exchange = world.app.handle(request);
  const net::HttpResponse& reply = exchange.reply;
  const std::string* type = reply.header("Content-Type");
  const bool json = type != nullptr && *type == "application/json";
  const bool known = reply.status >= 200 && reply.status < 504 && reply.status != 500;
  if (!known || (json && !Json::accept(reply.body))) {
    fmt::print(stderr, "status {} for: {}\nbody: {}\nnote: {}\n", reply.status, bytes, reply.body,
               exchange.note);
    std::abort();
  }
  access_line(request, exchange, std::chrono::microseconds(1));
}

}  // namespace sluice::api
