// One connection to a MySQL-compatible server (MariaDB Connector/C). The only folder that knows the client
// library.
//
// Session: utf8mb4, time zone UTC, READ COMMITTED, strict mode as the server has it (result-store.md section
// 1). Threads: one thread at a time per Connection; different Connections are independent. Signals: SIGPIPE
// of a broken connection is held back; the caller's signal handling stays as it is. Errors: kUnavailable
// (cannot connect, lost in mid-statement), kPermission (login or grant refused: 1044 1045 1142 1227),
// kNotFound (unknown database, table or column: 1049 1146 1054), kAlreadyExists (1007 1050 1062), kTimeout,
// kConflict (lock wait, deadlock), kNoSpace (server disk full), kInvalidInput (other SQL errors). Messages
// carry the server's number and text and the place of the DSN, never a password and never the parameters of a
// statement.
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
#include "store/dsn.h"

namespace sluice::store {

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

  // Run one statement; the number of changed rows. `?` outside of quotes takes the next parameter, escaped by
  // the client library for this connection; nothing = NULL.
  Result<uint64_t> execute(std::string_view sql,
                           const std::vector<std::optional<std::string>>& parameters = {});
  // Run one statement and hold all its rows.
  Result<RowSet> query(std::string_view sql, const std::vector<std::optional<std::string>>& parameters = {});
  // Run one statement and hand its rows over one by one as they come (unbuffered); an error of `each` ends
  // it, and where many rows are still to come it ends the connection with it. `each` must not use this
  // connection.
  using EachRow = std::function<Status(const std::vector<std::optional<std::string_view>>&)>;
  Status stream(std::string_view sql, const EachRow& each);
  // LOAD DATA LOCAL INFILE of the bytes that `more` gives (empty = end; a view lives until the next call),
  // into `table` (quoted name) and `columns`; text in the form of schema/tsv.h without header. Gives the
  // number of rows stored; any warning that means a changed value or a row left out is an error, with the
  // server's "at row N" in it. After an error rows may be in the table. The server reads no other file of
  // ours: outside of this call every request is refused.
  using MoreBytes = std::function<Result<std::string_view>()>;
  Result<uint64_t> load_tsv(const std::string& quoted_table, const std::vector<std::string>& columns,
                            const MoreBytes& more);

  // 'text' for SQL, escaped for this connection.
  std::string quote(std::string_view text) const;
  unsigned long server_version() const;  // 101106 for 10.11.6
  std::string server_text() const;       // "10.11.6-MariaDB"
  // True while the server answers.
  bool ping();
  // The server's (or the client library's) number of the last error, 0 after success: 1142 = grant refused.
  unsigned last_error_number() const;
  uint64_t id() const;  // of this session at the server, as in KILL
  const Dsn& dsn() const;

 private:
  struct Handle;
  explicit Connection(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace sluice::store
