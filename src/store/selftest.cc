// Not named self_test.cc: files that end in _test.cc are tests, not the library.
// The self-test of store/accounts.h (operations.md 5.1.4).
#include <fmt/format.h>

#include <functional>

#include "store/accounts.h"

namespace sluice::store {
namespace {

constexpr unsigned kRefused = 1142;  // the privilege on a table is missing

class SelfTest {
 public:
  // Passes if `sql` runs.
  void must_run(Connection& as, const std::string& what, const std::string& sql) {
    auto done = as.execute(sql);
    lines_.push_back(
        {done.has_value(), done ? what + ": passes" : fmt::format("{}: {}", what, done.error().message)});
  }
  // Passes if the server refuses `sql` for want of a privilege.
  void must_be_refused(Connection& as, const std::string& what, const std::string& sql) {
    auto done = as.execute(sql);
    unsigned number = as.last_error_number();
    std::string outcome = done                 ? "the server allowed it"
                          : number == kRefused ? "refused by the server (1142)"
                                               : done.error().message;
    lines_.push_back({!done && number == kRefused, what + ": " + outcome});
  }
  // Passes if `sql` gives the one value `wanted`.
  void must_give(Connection& as, const std::string& what, const std::string& sql, const std::string& wanted) {
    auto rows = as.query(sql);
    bool one = rows && rows->rows.size() == 1;
    std::string got = one ? rows->rows[0][0].value_or("NULL") : rows ? "no row" : rows.error().message;
    bool equal = one && got == wanted;
    lines_.push_back({equal, fmt::format("{}: {}", what,
                                         equal ? "passes" : fmt::format("{} instead of {}", got, wanted))});
  }
  std::vector<SelfTestLine> lines() && { return std::move(lines_); }

 private:
  std::vector<SelfTestLine> lines_;
};

Status still_there(Connection& connection) {
  if (connection.ping()) return {};
  return fail(ErrorKind::kUnavailable, "the server went away in the self-test at " + connection.dsn().place(),
              "run it again");
}

}  // namespace

Result<std::vector<SelfTestLine>> self_test(Connection& pipeline, Connection& api) {
  const std::string clean = "DROP TABLE IF EXISTS sluice_selftest, sluice_selftest_old";
  SelfTest test;
  test.must_run(pipeline, "pipeline may drop tables", clean);
  test.must_run(pipeline, "pipeline may create a table",
                "CREATE TABLE sluice_selftest (word VARCHAR(10)) ENGINE=InnoDB");
  test.must_run(pipeline, "pipeline may insert", "INSERT INTO sluice_selftest VALUES ('a')");
  test.must_give(pipeline, "texts differ by case ('a' = 'A' is 0)", "SELECT word = 'A' FROM sluice_selftest",
                 "0");
  test.must_give(api, "api may select", "SELECT word FROM sluice_selftest", "a");
  test.must_be_refused(api, "api may not insert", "INSERT INTO sluice_selftest VALUES ('b')");
  test.must_be_refused(api, "api may not delete", "DELETE FROM sluice_selftest");
  test.must_be_refused(api, "api may not drop tables", "DROP TABLE sluice_selftest");
  test.must_run(pipeline, "pipeline may rename a table",
                "RENAME TABLE sluice_selftest TO sluice_selftest_old");
  test.must_run(pipeline, "pipeline may drop the renamed table", clean);
  SLUICE_CHECK(still_there(pipeline));
  SLUICE_CHECK(still_there(api));
  return std::move(test).lines();
}

Result<std::vector<SelfTestLine>> self_test(const Dsn& pipeline, const Dsn& api) {
  SLUICE_TRY(Connection writer, Connection::open(pipeline));
  SLUICE_TRY(Connection reader, Connection::open(api));
  return self_test(writer, reader);
}

}  // namespace sluice::store
