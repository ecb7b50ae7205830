// A real MariaDB server of this test process alone: own data folder, socket and loopback port, real accounts
// (root@localhost without a password). Started on first use in about a second; ended and removed with the
// process, in whatever way that ends.
//
//   TEST(Loader, Loads) {
//     SLUICE_NEEDS_MARIADB();
//     Dsn dsn = support::private_mariadb().root_dsn("reports");
//
// Threads: start and stop from the main thread; the rest from any. A forked child may use the server, not own
// it.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <cstdlib>
#include <string>

#include "base/result.h"
#include "store/connection.h"

namespace sluice::support {

class PrivateMariadb {
 public:
  // Fails with kNotFound if no server is installed.
  static Result<std::unique_ptr<PrivateMariadb>> create();
  ~PrivateMariadb();
  PrivateMariadb(const PrivateMariadb&) = delete;
  PrivateMariadb& operator=(const PrivateMariadb&) = delete;

  store::Dsn root_dsn(const std::string& database = {}) const;  // by socket
  // By TCP on 127.0.0.1. `password` is a reference.
  store::Dsn tcp_dsn(const std::string& user, const std::string& password,
                     const std::string& database = {}) const;
  // A connection as root; the test fails if there is none.
  store::Connection root(const std::string& database = {}) const;
  // Drops and makes `name` with utf8 / utf8_bin.
  void fresh_database(const std::string& name) const;

  void crash();    // SIGKILL in mid-work
  Status start();  // again, on the same data, socket and port; waits until it answers
  bool running() const { return pid_ > 0; }
  const std::string& folder() const { return folder_; }
  const std::string& socket() const { return socket_; }
  int port() const { return port_; }
  // Its certificate (for localhost and 127.0.0.1), signed by itself; empty if there was no openssl program to
  // make one.
  const std::string& certificate() const { return certificate_; }
  std::string log() const;  // what the server wrote, for messages

 private:
  PrivateMariadb() = default;
  Status prepare();
  void make_certificate();
  std::string folder_, socket_, certificate_;
  int port_ = 0;
  pid_t pid_ = -1, owner_ = -1;
  int keeper_ = -1;  // when its last holder is gone, the keeper ends the server and removes the folder
};

// The server of this process, started if it is not running.
PrivateMariadb& private_mariadb();
// Why there is none: empty if there is one.
const std::string& no_mariadb();

}  // namespace sluice::support

// Without a server: skipped in one line, or failed where CI=true.
#define SLUICE_NEEDS_MARIADB()                         \
  do {                                                 \
    if (!sluice::support::no_mariadb().empty()) {      \
      const char* ci = std::getenv("CI");              \
      if (ci && std::string(ci) == "true") {           \
        FAIL() << sluice::support::no_mariadb();       \
      } else {                                         \
        GTEST_SKIP() << sluice::support::no_mariadb(); \
      }                                                \
    }                                                  \
  } while (0)
