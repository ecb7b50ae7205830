// Where a database is and who we are there, as text.
//
//   dsn    = "mysql://" [ user "@" ] [ host ] [ ":" port ] "/" [ database ] [ "?" option { "&" option } ]
//   host   = name | IPv4 | "[" IPv6 "]"
//   option = "password=env:NAME" | "password=file:PATH" | "socket=PATH" | "tls=off" | "tls=on" | "tls=verify"
//          | "ca=PATH" | "timeout=SECONDS"
//
// Percent-encoding as in URLs, in every part ("+" is a plus). A password in the text ("user:secret@") is
// refused: arguments are visible to everybody. All of it is kInvalidInput; no message repeats a part that may
// be a secret.
#pragma once

#include <string>

#include "base/result.h"

namespace sluice::store {

struct Dsn {
  std::string host = "127.0.0.1";
  int port = 3306;
  std::string socket;  // wins over host and port
  std::string user;
  std::string password;  // a reference (base/secret.h) or empty
  std::string database;  // may be empty
  std::string tls =
      "off";       // off: no TLS; on: TLS or failure; verify: TLS and the server's certificate checked
  std::string ca;  // the certificates trusted by tls=verify; empty = the system's
  int timeout_seconds = 30;  // to connect; reads and writes have ten times that

  static Result<Dsn> parse(const std::string& text);
  std::string to_text() const;  // parses back to the same; the password as its reference only
  std::string place() const;    // for messages: user, place and database without options or password

  friend bool operator==(const Dsn&, const Dsn&) = default;
};

}  // namespace sluice::store
