// `sluice token`: who may ask the API (spec data-api.md section 1.5).
#include <fmt/format.h>

#include <cstdio>
#include <iostream>

#include "api/token_file.h"
#include "base/crypto.h"
#include "cli/commands.h"
#include "cli/store_options.h"

namespace sluice::cli {
namespace {

constexpr int kKeyDigits = 40;

class TokenCommand final : public Command {
 public:
  const char* name() const override { return "token"; }
  const char* summary() const override { return "set, delete and list the keys of the API"; }

  void declare(CLI::App& app) override {
    app.require_subcommand(1);
    app.add_option("--tokens", tokens_,
                   "token file; else SLUICE_TOKENS, else `tokens` beside deployment.json")
        ->type_name("FILE");
    app.add_option("--deployment", store_.deployment, "deployment.json whose token file is meant")
        ->type_name("FILE");
    set_ = app.add_subcommand("set", "give USER a key, in place of an earlier one");
    set_->add_option("USER", user_, "user name")->required();
    set_->add_option("KEY", key_,
                     "the key; `-` reads it from standard input (arguments are visible to others); "
                     "without it one is made and printed once");
    delete_ = app.add_subcommand("delete", "take USER's key away");
    delete_->add_option("USER", user_, "user name")->required();
    enable_ = app.add_subcommand("enable", "let USER's key count again");
    enable_->add_option("USER", user_, "user name")->required();
    disable_ = app.add_subcommand("disable", "refuse USER's key, but keep it");
    disable_->add_option("USER", user_, "user name")->required();
    list_ = app.add_subcommand("list", "users, whether enabled, and since when; never keys");
    app.footer(
        "Only digests of keys are kept (SHA-256, mode 0600). A running `sluice serve` sees changes at once.\n"
        "Examples:\n  sluice token set ann                 # prints a new key\n"
        "  sluice token set ann - < key.txt\n  sluice token list");
  }

  int run() override {
    const Result<std::string> path = store_.token_path(tokens_);
    if (!path) return report(*this, path.error());
    const Status done = run_on(*path);
    if (!done) return report(*this, done.error());
    return kDone;
  }

 private:
  Status run_on(const std::string& path) {
    if (list_->parsed()) return list(path);
    if (set_->parsed()) return set(path);
    return api::change_tokens(path, [this](api::TokenTable& table) {
      return delete_->parsed() ? table.remove(user_) : table.enable(user_, enable_->parsed());
    });
  }

  static Status list(const std::string& path) {
    SLUICE_TRY(const api::TokenTable table, api::load_tokens(path));
    size_t width = 4;
    for (const api::Token& token : table.all()) width = std::max(width, token.user.size());
    fmt::print("{:<{}}  {:<7}  {}\n", "user", width, "enabled", "created");
    for (const api::Token& token : table.all())
      fmt::print("{:<{}}  {:<7}  {}\n", token.user, width, token.enabled ? "yes" : "no", token.created);
    return {};
  }

  Status set(const std::string& path) {
    const bool made = key_.empty();
    std::string key = made ? base::random_hex(kKeyDigits) : key_;
    if (key_ == "-") {
      key.clear();
      std::getline(std::cin, key);
    }
    SLUICE_CHECK(api::change_tokens(path, [&](api::TokenTable& table) {
      return table.set(user_, Secret(key), base::system_clock().now());
    }));
    if (made) fmt::print("{}\n", key);
    fmt::print(stderr, "{} may ask the API now ({}){}\n", user_, path,
               made ? "; the key above is shown this once, it is not kept" : "");
    return {};
  }

  StoreOptions store_;
  std::string tokens_, user_, key_;
  CLI::App *set_ = nullptr, *delete_ = nullptr, *enable_ = nullptr, *disable_ = nullptr, *list_ = nullptr;
};

}  // namespace

std::unique_ptr<Command> make_token_command() {
  return std::make_unique<TokenCommand>();
}

}  // namespace sluice::cli
