#include "store/connection.h"

#include <errmsg.h>
#include <fmt/format.h>
#include <mysql.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>
#include <mutex>

#include "base/text.h"
#include "schema/table.h"
#include "store/server_error.h"

namespace sluice::store {
namespace {

using Parameters = std::vector<std::optional<std::string>>;
using Steady = std::chrono::steady_clock;

// Holds SIGPIPE back in this thread: the client library's TLS writes without MSG_NOSIGNAL.
class QuietPipe {
 public:
  QuietPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~QuietPipe() {
    const timespec now{};
    if (!was_pending_)
      while (sigtimedwait(&pipe_, nullptr, &now) == SIGPIPE) {
      }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  QuietPipe(const QuietPipe&) = delete;
  QuietPipe& operator=(const QuietPipe&) = delete;

 private:
  sigset_t pipe_, before_;
  bool was_pending_ = false;
};

// What LOAD DATA LOCAL reads from while one load runs.
struct LoadSource {
  const Connection::MoreBytes* more = nullptr;  // null: no load of ours, the server's request is refused
  std::string_view left;
  std::optional<Error> error;
  bool done = false;
};

int load_init(void** source, const char*, void* userdata) {
  *source = userdata;
  return static_cast<LoadSource*>(userdata)->more ? 0 : 1;
}

int load_read(void* userdata, char* buffer, unsigned size) {
  auto& source = *static_cast<LoadSource*>(userdata);
  if (source.left.empty() && !source.done) {
    Result<std::string_view> bytes = (*source.more)();
    if (!bytes) {
      source.error = bytes.error();
      return -1;
    }
    source.left = *bytes;
    source.done = bytes->empty();
  }
  size_t count = std::min<size_t>(size, source.left.size());
  if (count > 0) std::memcpy(buffer, source.left.data(), count);
  source.left.remove_prefix(count);
  return static_cast<int>(count);
}

void load_end(void*) {}

int load_error(void*, char* text, unsigned size) {
  std::snprintf(text, size, "the client refused to send a file");
  return 2068;  // CR_LOAD_DATA_LOCAL_INFILE_REJECTED of MySQL
}

struct ResultDeleter {
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};
using ResultHandle = std::unique_ptr<MYSQL_RES, ResultDeleter>;

// Deprecation notices say nothing about values.
bool harmless_warning(const TextRow& row) {
  const std::string number = row[1].value_or("");
  if (number == "1287" || number == "1681" || number == "3719" || number == "3778") return true;
  return row[0].value_or("") == "Note" && number != "1265";
}

}  // namespace

struct Connection::Handle {
  Dsn dsn;
  MYSQL mysql{};
  LoadSource load;
  unsigned last_error = 0;

  Handle() { mysql_init(&mysql); }
  ~Handle() {
    QuietPipe quiet;
    mysql_close(&mysql);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  Error server_error(std::string_view what, Steady::time_point begin, int allowed_seconds);
  Error statement_error(Steady::time_point begin) {
    return server_error("a statement failed", begin, dsn.timeout_seconds * 10);
  }
  Status connect(const Secret& secret);
  Result<std::string> bind(std::string_view sql, const Parameters& parameters) const;
  Status send(const std::string& sql, Steady::time_point begin);
  void drain_if_short(ResultHandle& result);
};

Error Connection::Handle::server_error(std::string_view what, Steady::time_point begin, int allowed_seconds) {
  last_error = mysql_errno(&mysql);
  std::string text = mysql_error(&mysql);
  ErrorKind kind = kind_of_server_error(last_error, text);
  bool lost = last_error == CR_SERVER_LOST || last_error == 2002 || last_error == 2003;
  if (lost && Steady::now() - begin >= std::chrono::seconds(allowed_seconds)) kind = ErrorKind::kTimeout;
  return Error(kind, fmt::format("{} at {}: {} (error {})", what, dsn.place(), text, last_error));
}

Status Connection::Handle::connect(const Secret& secret) {
  unsigned timeout = static_cast<unsigned>(dsn.timeout_seconds), slow = timeout * 10, on = 1;
  unsigned protocol = dsn.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  my_bool yes = 1, no = 0;
  mysql_options(&mysql, MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
  mysql_options(&mysql, MYSQL_OPT_READ_TIMEOUT, &slow);
  mysql_options(&mysql, MYSQL_OPT_WRITE_TIMEOUT, &slow);
  mysql_options(&mysql, MYSQL_OPT_PROTOCOL, &protocol);
  mysql_options(&mysql, MYSQL_OPT_RECONNECT, &no);
  mysql_options(&mysql, MYSQL_OPT_LOCAL_INFILE, &on);
  mysql_options(&mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_options(&mysql, MYSQL_INIT_COMMAND, "SET time_zone = '+00:00'");
  mysql_options(&mysql, MYSQL_INIT_COMMAND, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  if (dsn.tls != "off") {
    mysql_options(&mysql, MYSQL_OPT_SSL_ENFORCE, &yes);
    mysql_options(&mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, dsn.tls == "verify" ? &yes : &no);
    const std::string system = "/etc/ssl/certs/ca-certificates.crt";
    if (dsn.tls == "verify")
      mysql_options(&mysql, MYSQL_OPT_SSL_CA, (dsn.ca.empty() ? system : dsn.ca).c_str());
  }
  mysql_set_local_infile_handler(&mysql, load_init, load_read, load_end, load_error, &load);
  auto begin = Steady::now();
  if (mysql_real_connect(&mysql, dsn.socket.empty() ? dsn.host.c_str() : nullptr, dsn.user.c_str(),
                         secret.reveal().c_str(), dsn.database.empty() ? nullptr : dsn.database.c_str(),
                         static_cast<unsigned>(dsn.port), dsn.socket.empty() ? nullptr : dsn.socket.c_str(),
                         0) == nullptr)
    return fail(server_error("cannot connect", begin, dsn.timeout_seconds));
  if (dsn.tls != "off" && mysql_get_ssl_cipher(&mysql) == nullptr)
    return fail(ErrorKind::kUnavailable, fmt::format("the connection to {} is not encrypted", dsn.place()));
  return {};
}

// Copies `sql` with every `?` outside of quotes replaced.
Result<std::string> Connection::Handle::bind(std::string_view sql, const Parameters& parameters) const {
  if (parameters.empty()) return std::string(sql);
  std::string out;
  size_t next = 0;
  char quote = 0;
  for (size_t i = 0; i < sql.size(); ++i) {
    char c = sql[i];
    if (quote == 0 && c == '?' && next < parameters.size()) {
      const auto& value = parameters[next++];
      if (!value) {
        out += "NULL";
        continue;
      }
      size_t start = out.size() + 1;
      out += '\'';
      out.resize(start + value->size() * 2 + 1);
      out.resize(start + mysql_real_escape_string(const_cast<MYSQL*>(&mysql), out.data() + start,
                                                  value->data(), value->size()));
      out += '\'';
      continue;
    }
    if (quote == 0 && c == '?') ++next;
    if (quote == 0 && (c == '\'' || c == '"' || c == '`'))
      quote = c;
    else if (c == quote)
      quote = 0;
    else if (c == '\\' && quote != 0 && quote != '`' && i + 1 < sql.size())
      out += sql[i++];
    out += sql[i];
  }
  if (next != parameters.size())
    return fail(ErrorKind::kInternal,
                fmt::format("a statement has {} question marks for {} parameters", next, parameters.size()));
  return out;
}

Status Connection::Handle::send(const std::string& sql, Steady::time_point begin) {
  last_error = 0;
  if (mysql_real_query(&mysql, sql.data(), sql.size()) != 0) return fail(statement_error(begin));
  return {};
}

// Ends an unbuffered result whose rows nobody wants: reads the rest if it is short, else breaks the
// connection.
void Connection::Handle::drain_if_short(ResultHandle& result) {
  for (int i = 0; i < 1000; ++i)
    if (mysql_fetch_row(result.get()) == nullptr) return;
  ::shutdown(static_cast<int>(mysql_get_socket(&mysql)), SHUT_RDWR);
}

Connection::Connection(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const Dsn& dsn) {
  if (dsn.password.empty()) return open(dsn, Secret());
  auto secret = base::resolve_secret(dsn.password);
  if (!secret) return fail(std::move(secret).error().during("connecting to " + dsn.place()));
  return open(dsn, *secret);
}

Result<Connection> Connection::open(const Dsn& dsn, const Secret& password) {
  static std::once_flag once;
  std::call_once(once, [] { mysql_library_init(0, nullptr, nullptr); });
  QuietPipe quiet;
  auto handle = std::make_unique<Handle>();
  handle->dsn = dsn;
  SLUICE_CHECK(handle->connect(password));
  return Connection(std::move(handle));
}

Result<uint64_t> Connection::execute(std::string_view sql, const Parameters& parameters) {
  QuietPipe quiet;
  auto begin = Steady::now();
  SLUICE_TRY(std::string bound, handle_->bind(sql, parameters));
  SLUICE_CHECK(handle_->send(bound, begin));
  if (mysql_field_count(&handle_->mysql) == 0) return mysql_affected_rows(&handle_->mysql);
  ResultHandle result(mysql_store_result(&handle_->mysql));
  if (!result) return fail(handle_->statement_error(begin));
  return 0;
}

Result<RowSet> Connection::query(std::string_view sql, const Parameters& parameters) {
  QuietPipe quiet;
  auto begin = Steady::now();
  SLUICE_TRY(std::string bound, handle_->bind(sql, parameters));
  SLUICE_CHECK(handle_->send(bound, begin));
  RowSet rows;
  ResultHandle result(mysql_store_result(&handle_->mysql));
  if (!result) {
    if (mysql_field_count(&handle_->mysql) == 0) return rows;
    return fail(handle_->statement_error(begin));
  }
  unsigned count = mysql_num_fields(result.get());
  for (unsigned i = 0; i < count; ++i) rows.columns.emplace_back(mysql_fetch_fields(result.get())[i].name);
  rows.rows.reserve(mysql_num_rows(result.get()));
  while (MYSQL_ROW row = mysql_fetch_row(result.get())) {
    unsigned long* lengths = mysql_fetch_lengths(result.get());
    TextRow& out = rows.rows.emplace_back(count);
    for (unsigned i = 0; i < count; ++i)
      if (row[i]) out[i].emplace(row[i], lengths[i]);
  }
  return rows;
}

Status Connection::stream(std::string_view sql, const EachRow& each) {
  QuietPipe quiet;
  auto begin = Steady::now();
  SLUICE_CHECK(handle_->send(std::string(sql), begin));
  ResultHandle result(mysql_use_result(&handle_->mysql));
  if (!result) {
    if (mysql_field_count(&handle_->mysql) == 0) return {};
    return fail(handle_->statement_error(begin));
  }
  std::vector<std::optional<std::string_view>> cells(mysql_num_fields(result.get()));
  begin = Steady::now();
  while (MYSQL_ROW row = mysql_fetch_row(result.get())) {
    unsigned long* lengths = mysql_fetch_lengths(result.get());
    for (size_t i = 0; i < cells.size(); ++i)
      cells[i] = row[i] ? std::optional(std::string_view(row[i], lengths[i])) : std::nullopt;
    Status status = each(cells);
    if (!status) {
      handle_->drain_if_short(result);
      return status;
    }
    begin = Steady::now();
  }
  if (mysql_errno(&handle_->mysql) != 0) return fail(handle_->statement_error(begin));
  return {};
}

Result<uint64_t> Connection::load_tsv(const std::string& quoted_table,
                                      const std::vector<std::string>& columns, const MoreBytes& more) {
  std::vector<std::string> quoted;
  for (const std::string& column : columns) quoted.push_back(schema::quote_name(column));
  // Separators in hexadecimal: they read the same in every SQL mode.
  std::string sql = fmt::format(
      "LOAD DATA LOCAL INFILE 'rows' INTO TABLE {} CHARACTER SET utf8mb4 FIELDS TERMINATED BY 0x09 ESCAPED "
      "BY 0x5c "
      "LINES TERMINATED BY 0x0a ({})",
      quoted_table, base::join(quoted, ", "));
  uint64_t stored = 0, warnings = 0;
  {
    QuietPipe quiet;
    handle_->load = LoadSource{&more, {}, {}, false};
    Status sent = handle_->send(sql, Steady::now());
    std::optional<Error> ours = std::move(handle_->load.error);
    handle_->load = LoadSource{};
    if (ours) return fail(std::move(*ours));
    if (!sent) return fail(std::move(sent).error());
    stored = mysql_affected_rows(&handle_->mysql);
    warnings = mysql_warning_count(&handle_->mysql);
  }
  if (warnings == 0) return stored;
  // With LOCAL the server turns bad values and double keys into warnings, in strict mode as well.
  SLUICE_TRY(RowSet shown, query("SHOW WARNINGS"));
  auto bad = std::ranges::find_if_not(shown.rows, harmless_warning);
  if (bad == shown.rows.end() && shown.rows.size() >= warnings) return stored;
  std::string first = bad == shown.rows.end()
                          ? "not shown by the server"
                          : fmt::format("{} (error {})", (*bad)[2].value_or(""), (*bad)[1].value_or(""));
  return fail(ErrorKind::kInvalidInput,
              fmt::format("{} value{} cannot be stored in {} unchanged; the first: {}", warnings,
                          warnings == 1 ? "" : "s", quoted_table, first));
}

std::string Connection::quote(std::string_view text) const {
  std::string out(text.size() * 2 + 3, '\'');
  size_t size = mysql_real_escape_string(&handle_->mysql, out.data() + 1, text.data(), text.size());
  out.resize(size + 1);
  return out + "'";
}

unsigned long Connection::server_version() const {
  return mysql_get_server_version(&handle_->mysql);
}
std::string Connection::server_text() const {
  return mysql_get_server_info(&handle_->mysql);
}

bool Connection::ping() {
  QuietPipe quiet;
  return mysql_ping(&handle_->mysql) == 0;
}

unsigned Connection::last_error_number() const {
  return handle_->last_error;
}
uint64_t Connection::id() const {
  return mysql_thread_id(&handle_->mysql);
}
const Dsn& Connection::dsn() const {
  return handle_->dsn;
}

}  // namespace sluice::store
