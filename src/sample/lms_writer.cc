#include "sample/lms_writer.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/interrupt.h"
#include "sample/text_file.h"

namespace sluice::sample {
namespace {

constexpr size_t kStatementBytes = 400'000;  // below any server's max_allowed_packet

void append_sql_text(std::string& out, std::string_view text) {
  out += '\'';
  for (const char c : text) {
    switch (c) {
      case '\'': out += "\\'"; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      default: out += c;
    }
  }
  out += '\'';
}

void append_sql_value(std::string& out, const LmsRow::Value& value) {
  switch (value.kind) {
    case LmsRow::Kind::kNull: out += "NULL"; return;
    case LmsRow::Kind::kNumber: out += value.text; return;
    case LmsRow::Kind::kText: append_sql_text(out, value.text); return;
  }
}

void append_dump_text(std::string& out, std::string_view text) {
  for (const char c : text) out += c == '\x01' || c == '\n' || c == '\r' ? ' ' : c;
}

// Column indexes in the order of the dump.
std::vector<size_t> dump_order(const LmsTable& table) {
  std::vector<size_t> order;
  for (int position = 0;; ++position) {
    const size_t before = order.size();
    for (size_t i = 0; i < table.columns.size(); ++i)
      if (table.columns[i].dump_position == position) order.push_back(i);
    if (order.size() == before) return order;
  }
}

// The dump and the statements of one table.
class TableWriter {
 public:
  TableWriter(const LmsTable& table, TextFile& dump, TextFile& sql)
      : table_(table), order_(dump_order(table)), dump_(dump), sql_(sql) {}

  bool add(const LmsRow& row) {
    ++rows_;
    append_line(row);
    append_statement(row);
    if (rows_ % 1024 == 0) status_ = base::check_interrupted();
    if (status_) status_ = dump_.settle();
    if (status_) status_ = sql_.settle();
    return status_.has_value();
  }

  Result<uint64_t> finish() {
    SLUICE_CHECK(std::move(status_));
    if (statement_ > 0) sql_.text() += ";\n";
    return rows_;
  }

 private:
  void append_line(const LmsRow& row) {
    std::string& out = dump_.text();
    for (size_t i = 0; i < order_.size(); ++i) {
      if (i > 0) out += table_.quoted_dump ? ',' : '\x01';
      const LmsRow::Value value = row.at(order_[i]);
      if (table_.quoted_dump) {
        append_sql_value(out, value);
      } else if (value.kind == LmsRow::Kind::kNull) {
        out += "\\N";
      } else {
        append_dump_text(out, value.text);
      }
    }
    out += '\n';
  }

  void append_statement(const LmsRow& row) {
    std::string& out = sql_.text();
    if (statement_ > kStatementBytes) {
      out += ";\n";
      statement_ = 0;
    }
    out += statement_ == 0 ? insert_ : std::string_view(",\n");
    const size_t before = out.size();
    append_sql_values(out, row);
    statement_ += out.size() - before + 1;
  }

  const LmsTable& table_;
  std::vector<size_t> order_;
  TextFile &dump_, &sql_;
  std::string insert_ = fmt::format("INSERT INTO `{}` VALUES\n", table_.name);
  size_t statement_ = 0;
  uint64_t rows_ = 0;
  Status status_;
};

Result<LmsSize> write_table(const World& world, const LmsTable& table, const std::string& folder,
                            TextFile& sql) {
  const std::string where = fmt::format("{}/lms/{}", folder, table.name);
  SLUICE_CHECK(base::make_folders(where));
  SLUICE_TRY(TextFile dump, TextFile::create(where + "/part-00000"));
  sql.text() += create_table_sql(table);
  TableWriter writer(table, dump, sql);
  table.rows(world, [&](const LmsRow& row) { return writer.add(row); });
  SLUICE_TRY(const uint64_t rows, writer.finish());
  SLUICE_CHECK(dump.close());
  SLUICE_TRY(TextFile success, TextFile::create(where + "/_SUCCESS"));
  SLUICE_CHECK(success.close());
  return LmsSize{rows, dump.bytes()};
}

}  // namespace

std::string create_table_sql(const LmsTable& table) {
  std::string sql = fmt::format("\nCREATE TABLE `{}` (\n", table.name);
  for (const LmsColumn& column : table.columns) sql += fmt::format("  `{}` {},\n", column.name, column.type);
  return sql + fmt::format("  {}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8;\n", table.keys);
}

void append_sql_values(std::string& out, const LmsRow& row) {
  for (size_t i = 0; i < row.size(); ++i) {
    out += i == 0 ? '(' : ',';
    append_sql_value(out, row.at(i));
  }
  out += ')';
}

Result<LmsSize> write_lms(const World& world, const std::string& folder) {
  SLUICE_TRY(TextFile sql, TextFile::create(folder + "/lms.sql"));
  sql.text() +=
      "-- The LMS tables of a sluice sample. Load into an empty database: mysql edxapp < lms.sql\n"
      "SET NAMES utf8;\nSET time_zone = '+00:00';\nSET sql_mode = "
      "'NO_ENGINE_SUBSTITUTION,STRICT_TRANS_TABLES';\n"
      "SET autocommit = 0;\n";
  LmsSize total;
  for (const LmsTable& table : lms_tables()) {
    SLUICE_TRY(const LmsSize size, write_table(world, table, folder, sql));
    total.rows += size.rows;
    total.bytes += size.bytes;
  }
  sql.text() += "COMMIT;\n";
  SLUICE_CHECK(sql.close());
  total.bytes += sql.bytes();
  return total;
}

}  // namespace sluice::sample
