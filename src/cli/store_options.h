// The options that name the result store and the token file, shared by serve, show and token.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/connection.h"

namespace sluice::cli {

struct StoreOptions {
  std::string deployment;
  std::string store;

  void declare(CLI::App& app);
  // The store to read, as its `api` user. Short patience: a person or a client with a timeout waits for the
  // answer.
  Result<store::Dsn> read_dsn() const;
  // The token file: --tokens, else SLUICE_TOKENS, else `tokens` beside the deployment's file.
  Result<std::string> token_path(const std::string& flag) const;
};

}  // namespace sluice::cli
