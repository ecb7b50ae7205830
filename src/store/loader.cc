#include "store/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/interrupt.h"
#include "base/text.h"
#include "schema/tsv.h"
#include "store/line_reader.h"
#include "store/table_shape.h"

namespace sluice::store {
namespace {

using schema::quote_name;

constexpr size_t kSendBytes = 256 * 1024;

// The rows of one file, made to fit, in pieces for the server.
class RowFeed {
 public:
  RowFeed(LineReader reader, std::vector<FitColumn> columns)
      : reader_(std::move(reader)), fit_(std::move(columns)) {}

  // Empty at the end of the file.
  Result<std::string_view> next() {
    SLUICE_CHECK(base::check_interrupted());
    out_.clear();
    std::string_view line;
    while (out_.size() < kSendBytes) {
      SLUICE_TRY(bool more, reader_.next(line));
      if (!more) break;
      if (!reader_.ended_with_newline())
        return fail(Error(ErrorKind::kCorrupt, "the last row has no line end: the file is not complete")
                        .at(reader_.mark()));
      Status fits = fit_.append(line, out_);
      if (!fits) return fail(std::move(fits).error().at(reader_.mark()));
      ++rows_;
    }
    return std::string_view(out_);
  }
  uint64_t rows() const { return rows_; }
  const FitRows& fit() const { return fit_; }

 private:
  LineReader reader_;
  FitRows fit_;
  std::string out_;
  uint64_t rows_ = 0;
};

Result<LineReader> open_rows(const TableLoad& load) {
  SLUICE_TRY(LineReader reader, LineReader::open(load.tsv));
  if (!load.has_header) return reader;
  std::string_view line;
  SLUICE_TRY(bool more, reader.next(line));
  if (!more || std::string(line) + "\n" != schema::tsv_header(*load.table))
    return fail(Error(ErrorKind::kCorrupt,
                      fmt::format("the header does not name the columns of {}", load.table->name))
                    .at({load.tsv, 1, 1}));
  return reader;
}

// Row `number` (from 1) as it stands in the file, for a message; cut to what a terminal bears.
std::string row_text(const TableLoad& load, uint64_t number) {
  auto reader = open_rows(load);
  std::string_view line;
  for (uint64_t i = 0; reader && i < number; ++i) {
    auto more = reader->next(line);
    if (!more || !*more) return {};
  }
  std::string text(base::first_characters(base::valid_utf8(line), 300));
  std::ranges::replace(text, '\t', '|');
  return text;
}

// The N of "... at row N" or "Row N ..." in the server's words: only to show that row beside them.
std::optional<uint64_t> row_number(std::string_view message) {
  size_t at = base::to_lower_ascii(message).rfind("row ");
  if (at == message.npos) return std::nullopt;
  size_t end = message.find_first_not_of("0123456789", at + 4);
  auto number =
      base::parse_int(message.substr(at + 4, (end == message.npos ? message.size() : end) - at - 4));
  if (!number || *number < 1) return std::nullopt;
  return static_cast<uint64_t>(*number);
}

Status set_session(Connection& connection, const LoadOptions& options) {
  if (connection.dsn().database.empty())
    return fail(ErrorKind::kInvalidInput, "the address of the result store names no database",
                "write mysql://USER@HOST/reports");
  // Strict whatever the server's default: nothing is changed without our knowing.
  SLUICE_CHECK(connection.execute(
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'"));
  // A RENAME that waits for one reader holds all new readers up: not for the server's default of a day.
  SLUICE_CHECK(
      connection.execute(fmt::format("SET SESSION lock_wait_timeout = {}", options.reader_wait_seconds)));
  return {};
}

// The advisory lock of one database. The server drops it with the connection, so it is never stale.
class LoadLock {
 public:
  static Result<LoadLock> acquire(Connection& connection, int wait_seconds) {
    // MySQL takes names of up to 64 characters.
    const std::string plain = connection.dsn().database + ".sluice.load";
    const std::string name = plain.size() <= 64
                                 ? connection.quote(plain)
                                 : fmt::format("CONCAT('sluice.load.', MD5({}))", connection.quote(plain));
    SLUICE_TRY(RowSet got, connection.query(fmt::format("SELECT GET_LOCK({}, {}), IS_USED_LOCK({})", name,
                                                        wait_seconds, name)));
    if (got.rows.at(0).at(0) == "1") return LoadLock(connection, name);
    return fail(ErrorKind::kConflict,
                fmt::format("another load into {} is running (connection {} of the server)",
                            connection.dsn().place(), got.rows[0][1].value_or("?")),
                "wait for it to end, then run this again");
  }
  LoadLock(LoadLock&& other) noexcept : connection_(other.connection_), name_(std::move(other.name_)) {
    other.connection_ = nullptr;
  }
  LoadLock& operator=(LoadLock&&) = delete;
  ~LoadLock() {
    if (connection_) (void)connection_->query("SELECT RELEASE_LOCK(" + name_ + ")");
  }

 private:
  LoadLock(Connection& connection, std::string name) : connection_(&connection), name_(std::move(name)) {}
  Connection* connection_;
  std::string name_;
};

std::string quoted_list(const std::vector<TableLoad>& loads, std::string (*name)(const std::string&)) {
  std::vector<std::string> names;
  for (const TableLoad& load : loads) names.push_back(quote_name(name(load.table->name)));
  return base::join(names, ", ");
}

Status drop_tables(Connection& connection, const std::string& names) {
  SLUICE_CHECK(connection.execute("DROP TABLE IF EXISTS " + names));
  return {};
}

Status create_marker_table(Connection& connection) {
  SLUICE_CHECK(
      connection.execute("CREATE TABLE IF NOT EXISTS `table_updates` (\n"
                         "  `id` BIGINT(20) NOT NULL AUTO_INCREMENT,\n"
                         "  `update_id` VARCHAR(128) NOT NULL,\n"
                         "  `target_table` VARCHAR(128),\n"
                         "  `inserted` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n"
                         "  PRIMARY KEY (`update_id`),\n  KEY (`id`),\n  INDEX (`target_table`)\n"
                         ") ENGINE=InnoDB DEFAULT CHARSET=utf8 COLLATE=utf8_bin"));
  return {};
}

Status remove_markers(Connection& connection, const std::vector<TableLoad>& loads) {
  for (const TableLoad& load : loads)
    SLUICE_CHECK(
        connection.execute("DELETE FROM `table_updates` WHERE `target_table` = ?", {load.table->name}));
  return {};
}

Status insert_markers(Connection& connection, const std::vector<TableLoad>& loads) {
  for (const TableLoad& load : loads)
    if (!load.update_id.empty())
      SLUICE_CHECK(connection.execute(
          "INSERT INTO `table_updates` (`update_id`, `target_table`) VALUES (?, ?) ON DUPLICATE KEY UPDATE "
          "`target_table` = VALUES(`target_table`), `inserted` = CURRENT_TIMESTAMP",
          {std::string(base::first_characters(load.update_id, 128)), load.table->name}));
  return {};
}

// Fills NAME_temp and counts what arrived.
Result<LoadedTable> fill_aside(Connection& connection, const TableLoad& load) {
  const schema::Table& table = *load.table;
  const std::string side = quote_name(side_name(table.name));
  SLUICE_TRY(std::vector<FitColumn> shape, read_shape(connection, table));
  SLUICE_TRY(LineReader reader, open_rows(load));
  SLUICE_CHECK(connection.execute(fmt::format("CREATE TABLE {} LIKE {}", side, quote_name(table.name))));
  std::vector<std::string> names;
  for (const schema::Column& column : table.columns) names.push_back(column.name);
  RowFeed feed(std::move(reader), std::move(shape));
  auto stored = connection.load_tsv(side, names, [&feed] { return feed.next(); });
  if (!stored) {
    Error error = std::move(stored).error();
    std::optional<uint64_t> row =
        error.kind == ErrorKind::kInvalidInput ? row_number(error.message) : std::nullopt;
    if (row) error.message += fmt::format("; row {} is: {}", *row, row_text(load, *row));
    return fail(std::move(error));
  }
  SLUICE_TRY(RowSet counted, connection.query("SELECT COUNT(*) FROM " + side));
  const std::string count = counted.rows.at(0).at(0).value_or("");
  if (*stored != feed.rows() || count != std::to_string(feed.rows()))
    return fail(ErrorKind::kInternal, fmt::format("{} rows were sent, {} taken and {} counted in {}",
                                                  feed.rows(), *stored, count, side));
  if (feed.rows() == 0 && !load.allow_empty)
    return fail(ErrorKind::kInvalidInput,
                fmt::format("the new result for {} has no rows; the old rows stay", table.name),
                fmt::format("if that is right, set allow_empty_insert for job {}", table.job));
  return LoadedTable{table.name, feed.rows(), feed.fit().texts_cut(), feed.fit().texts_replaced()};
}

// The one moment at which readers go from the old group to the new one.
Status swap_in(Connection& connection, const std::vector<TableLoad>& loads) {
  std::vector<std::string> moves;
  for (const TableLoad& load : loads) {
    const std::string& name = load.table->name;
    moves.push_back(fmt::format("{} TO {}", quote_name(name), quote_name(old_name(name))));
    moves.push_back(fmt::format("{} TO {}", quote_name(side_name(name)), quote_name(name)));
  }
  auto swapped = connection.execute("RENAME TABLE " + base::join(moves, ", "));
  if (swapped) return {};
  Error error = std::move(swapped).error().during("swapping the new tables in");
  if (error.kind == ErrorKind::kConflict)
    error.hint =
        "a reader holds an old table in an open transaction: end it (SHOW PROCESSLIST), then run this again";
  if (error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kTimeout)
    error.hint = "readers see the old tables or the new ones, all of one kind; run this again";
  return fail(std::move(error));
}

Result<std::vector<LoadedTable>> replace_group(Connection& connection, const std::vector<TableLoad>& loads) {
  const std::string leftovers = quoted_list(loads, side_name) + ", " + quoted_list(loads, old_name);
  for (const TableLoad& load : loads) SLUICE_CHECK(ensure_table(connection, *load.table));
  SLUICE_CHECK(create_marker_table(connection));
  SLUICE_CHECK(drop_tables(connection, leftovers));
  std::vector<LoadedTable> loaded;
  for (const TableLoad& load : loads) {
    auto filled = fill_aside(connection, load);
    if (!filled) return fail(std::move(filled).error().during("loading " + load.table->name));
    loaded.push_back(std::move(*filled));
  }
  SLUICE_CHECK(remove_markers(connection, loads));
  SLUICE_CHECK(swap_in(connection, loads));
  SLUICE_CHECK(insert_markers(connection, loads));
  SLUICE_CHECK(drop_tables(connection, quoted_list(loads, old_name)));
  return loaded;
}

template <class Open>
Result<Connection> open_or_create(const Dsn& dsn, Open open) {
  Result<Connection> first = open(dsn);
  if (first || first.error().kind != ErrorKind::kNotFound || dsn.database.empty()) return first;
  Dsn bare = dsn;
  bare.database.clear();
  SLUICE_TRY(Connection server, open(bare));
  auto made = server.execute(fmt::format(
      "CREATE DATABASE IF NOT EXISTS {} CHARACTER SET utf8 COLLATE utf8_bin", quote_name(dsn.database)));
  if (!made) return fail(std::move(made).error().during("creating database " + dsn.database));
  return open(dsn);
}

}  // namespace

Result<Connection> open_store(const Dsn& dsn) {
  return open_or_create(dsn, [](const Dsn& d) { return Connection::open(d); });
}

Result<Connection> open_store(const Dsn& dsn, const Secret& password) {
  return open_or_create(dsn, [&](const Dsn& d) { return Connection::open(d, password); });
}

Result<std::vector<LoadedTable>> load_tables(Connection& connection, const std::vector<TableLoad>& loads,
                                             const LoadOptions& options) {
  if (loads.empty()) return std::vector<LoadedTable>{};
  SLUICE_CHECK(set_session(connection, options));
  SLUICE_TRY(LoadLock lock, LoadLock::acquire(connection, options.lock_wait_seconds));
  auto loaded = replace_group(connection, loads);
  // NAME_old may be all that a broken swap left of a table: the next load looks at that before it drops it.
  if (!loaded) (void)drop_tables(connection, quoted_list(loads, side_name));
  return loaded;
}

Status create_tables(Connection& connection, const std::vector<const schema::Table*>& tables) {
  for (const schema::Table* table : tables) {
    SLUICE_CHECK(ensure_table(connection, *table));
    SLUICE_CHECK(read_shape(connection, *table));
  }
  return {};
}

Result<std::vector<std::string>> update_markers(Connection& connection, const std::string& table) {
  auto rows = connection.query(
      "SELECT `update_id` FROM `table_updates` WHERE `target_table` = ? ORDER BY `update_id`", {table});
  if (!rows && rows.error().kind == ErrorKind::kNotFound) return std::vector<std::string>{};
  if (!rows) return fail(std::move(rows).error());
  std::vector<std::string> ids;
  for (const TextRow& row : rows->rows) ids.push_back(row[0].value_or(""));
  return ids;
}

}  // namespace sluice::store
