// One connection to a MySQL-compatible server (MariaDB Connector/C). The only folder that knows the client library.
//
// Session: utf8mb4, time zone UTC, READ COMMITTED, strict mode as the server has it (result-store.md section 1).
// Threads: one thread at a time per Connection; different Connections are independent.
// Errors: kUnavailable (cannot connect, lost in mid-statement), kPermission (login or grant refused: 1044 1045 1142 1227),
// kNotFound (unknown database or table: 1049 1146), kTimeout, kConflict (lock wait, deadlock), kNoSpace (server disk full),
// kInvalidInput (other SQL errors). Messages carry the server's number and text and the DSN without a password.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace sluice::store {

// Where a database is and who we are there.
//
//   dsn = "mysql://" [ user "@" ] [ host ] [ ":" port ] "/" [ database ] [ "?" option { "&" option } ]
//   option = "password=env:NAME" | "password=file:PATH" | "socket=PATH" | "tls=off" | "tls=on" | "tls=verify"
//          | "ca=PATH" | "timeout=SECONDS"
//
// Percent-encoding as in URLs. A password in the text ("user:secret@") is refused: arguments are visible to everybody.
struct Dsn {
  std::string host = "127.0.0.1";
  int port = 3306;
  std::string socket;  // wins over host and port
  std::string user;
  std::string password;  // a reference (base/secret.h) or empty
  std::string database;  // may be empty
  std::string tls = "off";
  std::string ca;
  int timeout_seconds = 30;  // to connect; reads and writes have ten times that

  static Result<Dsn> parse(const std::string& text);
  std::string to_text() const;  // parses back to the same; the password as its reference only
};

using TextRow = std::vector<std::optional<std::string>>;  // values as the server prints them; nothing = NULL

struct RowSet {
  std::vector<std::string> columns;
  std::vector<TextRow> rows;
};

class Connection {
 public:
  static Result<Connection> open(const Dsn& dsn);
  // The same with a password already at hand (a server that was just made).
  static Result<Connection> open(const Dsn& dsn, const Secret& password);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  // Run one statement; the number of changed rows. `?` outside of quotes takes the next parameter, escaped by the
  // client library for this connection; nothing = NULL.
  Result<uint64_t> execute(std::string_view sql, const std::vector<std::optional<std::string>>& parameters = {});
  // Run one statement and hold all its rows.
  Result<RowSet> query(std::string_view sql, const std::vector<std::optional<std::string>>& parameters = {});
  // Run one statement and hand its rows over one by one as they come (unbuffered); an error of `each` ends it.
  using EachRow = std::function<Status(const std::vector<std::optional<std::string_view>>&)>;
  Status stream(std::string_view sql, const EachRow& each);
  // LOAD DATA LOCAL INFILE of the bytes that `more` gives (empty = end), into `table` (quoted name) and `columns`;
  // text in the form of schema/tsv.h without header. Gives the number of rows stored; any warning that means a changed
  // value is an error.
  using MoreBytes = std::function<Result<std::string_view>()>;
  Result<uint64_t> load_tsv(const std::string& quoted_table, const std::vector<std::string>& columns, const MoreBytes& more);

  // 'text' for SQL, escaped for this connection.
  std::string quote(std::string_view text) const;
  unsigned long server_version() const;  // 101106 for 10.11.6
  std::string server_text() const;       // "10.11.6-MariaDB"
  // True while the server answers.
  bool ping();

 private:
  struct Handle;
  explicit Connection(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace sluice::store
