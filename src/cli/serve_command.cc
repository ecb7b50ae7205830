// `sluice serve`: the API over HTTP.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "api/app.h"
#include "api/store_pool.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/store_options.h"
#include "net/http_server.h"
#include "net/listen_socket.h"

namespace sluice::cli {
namespace {

// A store that is away may come back; one that refuses us will not, so say so now.
Status try_store(api::StoreReader& store, const store::Dsn& dsn) {
  const Result<store::RowSet> read = store.query("SELECT 1", {});
  if (read) return {};
  if (read.error().kind != ErrorKind::kUnavailable && read.error().kind != ErrorKind::kTimeout)
    return fail(read.error());
  base::log_warning("the store {} does not answer yet; until it does, answers are 503: {}", dsn.place(),
                    read.error().message);
  return {};
}

class ServeCommand final : public Command {
 public:
  const char* name() const override { return "serve"; }
  const char* summary() const override { return "answer questions over HTTP: the data API"; }

  void declare(CLI::App& app) override {
    store_.declare(app);
    app.add_option("--host", http_.host, "address to listen on")->type_name("ADDRESS")->capture_default_str();
    app.add_option("--port", http_.port, "port to listen on; 0 takes a free one")->capture_default_str();
    app.add_option("--tokens", tokens_,
                   "token file; else SLUICE_TOKENS, else `tokens` beside deployment.json")
        ->type_name("FILE");
    app.add_flag("--no-auth", no_auth_,
                 "ask for no token, as long as none exists; only on a loopback address");
    app.add_flag("--no-auth-anywhere", no_auth_anywhere_,
                 "the same on any address: everybody who reaches it may read");
    app.footer(
        "Examples:\n  sluice serve --no-auth                       # on a laptop\n"
        "  sluice token set ann; sluice serve           # with keys\n"
        "  sluice serve --store 'mysql://api@db:3306/reports?password=env:API_PASSWORD' --tokens tokens\n"
        "Each request gets one line on standard error. Ctrl-C ends it.");
  }

  int run() override {
    const Status served = serve();
    if (served) return kDone;
    // Ctrl-C is the ordinary end of a server.
    if (served.error().kind == ErrorKind::kInterrupted) return kDone;
    return report(*this, served.error());
  }

 private:
  Status serve() {
    SLUICE_TRY(const store::Dsn dsn, store_.read_dsn());
    const bool open = no_auth_ || no_auth_anywhere_;
    SLUICE_TRY(const std::string token_path, find_tokens(open));
    api::TokenWatch tokens(token_path);
    SLUICE_CHECK(check_mode(open, tokens));
    SLUICE_TRY(const auto pool, api::StorePool::create(dsn));
    SLUICE_CHECK(try_store(*pool, dsn));
    api::Sources sources{*pool, tokens, base::system_clock(), open};
    api::App app(sources, {open, net::is_loopback(http_.host)});
    SLUICE_TRY(net::HttpServer server, net::HttpServer::start(http_, [&app](const net::HttpRequest& request) {
                 const auto begin = std::chrono::steady_clock::now();
                 api::Exchange exchange = app.handle(request);
                 const auto took = std::chrono::steady_clock::now() - begin;
                 base::log_info(
                     "{}", api::access_line(request, exchange,
                                            std::chrono::duration_cast<std::chrono::microseconds>(took)));
                 return std::move(exchange.reply);
               }));
    announce(server.port(), open, dsn, tokens);
    while (!base::interrupted()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    base::log_info("stopping");
    server.stop();
    return {};
  }

  // In no-auth mode a token file is welcome, but not needed.
  Result<std::string> find_tokens(bool open) const {
    Result<std::string> path = store_.token_path(tokens_);
    if (!path && open) return std::string();
    return path;
  }

  Status check_mode(bool open, api::TokenWatch& tokens) const {
    const bool some = !tokens.table()->empty();
    if (!tokens.readable())
      return fail(ErrorKind::kPermission, "the token file " + tokens.path() + " cannot be read");
    if (open && some)
      return fail(ErrorKind::kInvalidInput,
                  "no-auth mode is only for a server without tokens, but " + tokens.path() + " holds some",
                  "leave --no-auth out, or delete the tokens: sluice token list, sluice token delete USER");
    if (no_auth_ && !no_auth_anywhere_ && !net::is_loopback(http_.host))
      return fail(ErrorKind::kInvalidInput,
                  "--no-auth is only for a loopback address, and " + http_.host + " is none",
                  "listen on 127.0.0.1, or say --no-auth-anywhere if everybody who reaches it may read");
    if (!open && !some)
      base::log_warning(
          "no token exists yet, so every question will be refused: make one with "
          "`sluice token set USER --tokens {}`, or use --no-auth on this machine",
          tokens.path());
    return {};
  }

  void announce(int port, bool open, const store::Dsn& dsn, const api::TokenWatch& tokens) const {
    const bool six = http_.host.find(':') != std::string::npos;
    const std::string url = fmt::format("http://{}:{}", six ? "[" + http_.host + "]" : http_.host, port);
    fmt::print("sluice serves {} at {}/\n", dsn.place(), url);
    fmt::print("  {}\n", open ? "no token is needed" : "keys: " + tokens.path());
    fmt::print("  try: curl {}{}/api/sluice/v1/courses/\n", open ? "" : "-H 'Authorization: Token KEY' ",
               url);
    std::fflush(stdout);
  }

  StoreOptions store_;
  net::HttpServerOptions http_;
  std::string tokens_;
  bool no_auth_ = false, no_auth_anywhere_ = false;
};

}  // namespace

std::unique_ptr<Command> make_serve_command() {
  return std::make_unique<ServeCommand>();
}

}  // namespace sluice::cli
