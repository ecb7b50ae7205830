#include "store/loader.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "base/files.h"
#include "schema/tsv.h"
#include "support/cutting_proxy.h"
#include "support/private_mariadb.h"

namespace sluice::store {
namespace {

using schema::Type;
using support::CuttingProxy;
using support::private_mariadb;
using Rows = std::vector<schema::Row>;

const schema::Table kModes = {"modes",
                              "enrollment",
                              {{"course_id", Type::kVarchar, 8, false},
                               {"mode", Type::kVarchar, 5, true},
                               {"count", Type::kInt, 0, true}},
                              {{"course_id"}},
                              {"course_id", "mode"},
                              {}};
const schema::Table kDays = {"days",
                             "enrollment",
                             {{"date", Type::kDate, 0, false},
                              {"seen", Type::kDateTime, 0, true},
                              {"share", Type::kDouble, 0, true},
                              {"note", Type::kLongText, 0, true}},
                             {{"date"}},
                             {"date"},
                             {}};

class Loader : public ::testing::Test {
 protected:
  void SetUp() override {
    SLUICE_NEEDS_MARIADB();
    private_mariadb().fresh_database("reports");
    folder_.emplace(base::TemporaryFolder::create("loader").value());
    connection_.emplace(private_mariadb().root("reports"));
  }

  std::string file(const std::string& name, const std::string& text) {
    std::string path = folder_->path() + "/" + name;
    EXPECT_TRUE(base::write_file_atomically(path, text));
    return path;
  }
  std::string file(const std::string& name, const Rows& rows) {
    std::string text;
    for (const schema::Row& row : rows) text += schema::tsv_line(row);
    return file(name, text);
  }
  TableLoad modes(const Rows& rows) { return {&kModes, file("modes.tsv", rows), false, false, "modes rows"}; }
  TableLoad days(const Rows& rows) { return {&kDays, file("days.tsv", rows), false, false, "days rows"}; }

  std::string query(const std::string& sql) {
    auto rows = connection_->query(sql);
    if (!rows) return "error: " + rows.error().message;
    std::string out;
    for (const TextRow& row : rows->rows) {
      for (size_t i = 0; i < row.size(); ++i) out += (i ? "|" : "") + row[i].value_or("NULL");
      out += "\n";
    }
    return out;
  }
  std::string tables() { return query("SHOW TABLES"); }

  std::optional<base::TemporaryFolder> folder_;
  std::optional<Connection> connection_;
};

TEST_F(Loader, CreatesFillsAndReplaces) {
  auto loaded = load_tables(*connection_, {modes({{"c1", "audit", int64_t{3}}, {"c2", {}, {}}})});
  ASSERT_TRUE(loaded) << base::to_text(loaded.error());
  ASSERT_EQ(loaded->size(), 1u);
  EXPECT_EQ(loaded->at(0).rows, 2u);
  EXPECT_EQ(query("SELECT course_id, mode, count, created > '2020-01-01' FROM modes ORDER BY id"),
            "c1|audit|3|1\nc2|NULL|NULL|1\n");
  EXPECT_EQ(tables(), "modes\ntable_updates\n");
  EXPECT_EQ(query("SELECT update_id, target_table FROM table_updates"), "modes rows|modes\n");
  // The same again, and with other rows: never doubled, one marker.
  ASSERT_TRUE(load_tables(*connection_, {modes({{"c1", "audit", int64_t{3}}})}));
  ASSERT_TRUE(load_tables(*connection_, {modes({{"c3", "a\tb\\", int64_t{-1}}})}));
  EXPECT_EQ(query("SELECT course_id, mode, count FROM modes"), "c3|a\tb\\|-1\n");
  EXPECT_EQ(update_markers(*connection_, "modes").value(), std::vector<std::string>{"modes rows"});
  EXPECT_EQ(tables(), "modes\ntable_updates\n");
}

TEST_F(Loader, TheTableIsTheDeclaredOne) {
  ASSERT_TRUE(load_tables(*connection_, {modes({{"c1", "audit", int64_t{3}}})}));
  std::string once = query("SHOW CREATE TABLE modes");
  EXPECT_NE(once.find("COLLATE=utf8mb3_bin"), std::string::npos) << once;
  EXPECT_NE(once.find("KEY `course_id` (`course_id`)"), std::string::npos) << once;
  EXPECT_NE(once.find("`id` bigint(20) NOT NULL AUTO_INCREMENT"), std::string::npos) << once;
  ASSERT_TRUE(load_tables(*connection_, {modes({{"c1", "audit", int64_t{3}}})}));
  EXPECT_EQ(query("SHOW CREATE TABLE modes"), once);
}

TEST_F(Loader, ValuesAsTheSpecSays) {
  auto loaded = load_tables(
      *connection_,
      {modes({{"0123456789", "äöüßéè", int64_t{1}},
              {"None", "inf", {}},
              {"e😀", "", {}},
              {std::string("a\0b", 3), "\\N", {}}}),
       {&kDays,
        file("days.tsv",
             "2024-02-29\t2024-01-01 10:00:00.75\t-inf\tNone\n2024-03-01\t\\N\t0.1\tline\\none\\ttab\\\\\n"),
        false, false, ""}});
  ASSERT_TRUE(loaded) << base::to_text(loaded.error());
  EXPECT_EQ(loaded->at(0).texts_cut, 2u);
  EXPECT_EQ(loaded->at(0).texts_replaced, 1u);
  EXPECT_EQ(query("SELECT HEX(course_id), HEX(mode) FROM modes ORDER BY id LIMIT 3, 1"), "610062|5C4E\n");
  EXPECT_EQ(query("SELECT HEX(course_id), mode = '' FROM modes ORDER BY id LIMIT 2, 1"), "65EFBFBD|1\n");
  EXPECT_EQ(query("SELECT course_id, mode FROM modes ORDER BY id LIMIT 2"), "01234567|äöüßé\nNone|inf\n");
  EXPECT_EQ(query("SELECT date, seen, share, note FROM days ORDER BY id"),
            "2024-02-29|2024-01-01 10:00:00|NULL|None\n2024-03-01|NULL|0.1|line\none\ttab\\\n");
}

TEST_F(Loader, KeepsEmojiWhereTheColumnCan) {
  ASSERT_TRUE(
      connection_->execute("CREATE TABLE modes (id INT AUTO_INCREMENT PRIMARY KEY, course_id VARCHAR(4) NOT "
                           "NULL, mode VARCHAR(9), count INT, "
                           "extra INT DEFAULT 7) CHARSET utf8mb4 COLLATE utf8mb4_bin"));
  auto loaded = load_tables(*connection_, {modes({{"e😀456", "äöüßéè", int64_t{1}}})});
  ASSERT_TRUE(loaded) << base::to_text(loaded.error());
  // The server's own lengths and columns count, and what it has beyond stays.
  EXPECT_EQ(query("SELECT course_id, mode, count, extra FROM modes"), "e😀45|äöüßéè|1|7\n");
}

TEST_F(Loader, AMissingColumnIsNamed) {
  ASSERT_TRUE(
      connection_->execute("CREATE TABLE modes (id INT AUTO_INCREMENT PRIMARY KEY, course_id VARCHAR(4))"));
  ASSERT_TRUE(connection_->execute("INSERT INTO modes (course_id) VALUES ('old')"));
  auto loaded =
      load_tables(*connection_, {days({{"2024-01-01", {}, {}, {}}}), modes({{"c", "m", int64_t{1}}})});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(loaded.error().message.find("table modes has no column mode, count"), std::string::npos)
      << loaded.error().message;
  EXPECT_EQ(query("SELECT course_id FROM modes"), "old\n");
  EXPECT_EQ(query("SELECT COUNT(*) FROM days"), "0\n");  // none of the group
  EXPECT_EQ(tables(), "days\nmodes\ntable_updates\n");
  EXPECT_EQ(create_tables(*connection_, {&kModes}).error().kind, ErrorKind::kNotFound);
}

TEST_F(Loader, RefusesViews) {
  ASSERT_TRUE(connection_->execute("CREATE VIEW modes AS SELECT 'a' AS course_id, 'b' AS mode, 1 AS count"));
  EXPECT_EQ(load_tables(*connection_, {modes({{"c", "m", int64_t{1}}})}).error().kind, ErrorKind::kConflict);
}

TEST_F(Loader, EmptyResultsAreRefusedUnlessAllowed) {
  ASSERT_TRUE(load_tables(*connection_, {modes({{"c1", "audit", int64_t{3}}})}));
  auto refused = load_tables(*connection_, {modes({})});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(base::to_text(refused.error()),
            "the new result for modes has no rows; the old rows stay (while loading modes)\n"
            "  if that is right, set allow_empty_insert for job enrollment");
  EXPECT_EQ(query("SELECT course_id FROM modes"), "c1\n");
  EXPECT_EQ(update_markers(*connection_, "modes").value().size(), 1u);
  EXPECT_EQ(tables(), "modes\ntable_updates\n");
  TableLoad allowed = modes({});
  allowed.allow_empty = true;
  ASSERT_TRUE(load_tables(*connection_, {allowed}));
  EXPECT_EQ(query("SELECT COUNT(*) FROM modes"), "0\n");
}

TEST_F(Loader, ARowThatCannotBeStoredFailsTheLoadAndIsShown) {
  ASSERT_TRUE(load_tables(*connection_, {modes({{"c1", "audit", int64_t{3}}})}));
  struct Case {
    const char *text, *words;
  };
  for (Case c :
       {Case{"c2\tm\t1\n\\N\taudit\t7\n",
             "NULL supplied to NOT NULL column 'course_id' at row 2 (error 1263); row 2 is: \\N|audit|7"},
        Case{"c2\tm\t1\nc3\tm\tmany\n", "row 2 is: c3|m|many"},
        Case{"c2\tm\t99999999999\n", "row 1 is: c2|m|99999999999"}, Case{"c2\tm\t\n", "row 1 is: c2|m|"}}) {
    auto refused = load_tables(*connection_, {{&kModes, file("bad.tsv", c.text), false, false, "x"}});
    ASSERT_FALSE(refused) << c.text;
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidInput);
    EXPECT_NE(refused.error().message.find(c.words), std::string::npos) << refused.error().message;
    EXPECT_EQ(query("SELECT course_id FROM modes"), "c1\n");
    EXPECT_EQ(tables(), "modes\ntable_updates\n");
  }
  auto date = load_tables(*connection_,
                          {{&kDays, file("bad.tsv", "2024-02-31\t\\N\t\\N\t\\N\n"), false, false, "x"}});
  ASSERT_FALSE(date);
  EXPECT_NE(date.error().message.find("row 1 is: 2024-02-31"), std::string::npos) << date.error().message;
}

TEST_F(Loader, DamagedFilesAreNamedWithTheirLine) {
  auto fails = [&](const std::string& text, bool header) {
    auto loaded = load_tables(*connection_, {{&kModes, file("f.tsv", text), header, false, "x"}});
    return loaded ? "loaded" : base::to_text(loaded.error());
  };
  EXPECT_NE(fails("a\tb\t1\nc\t2\n", false).find("f.tsv:2:1: a row has 2 cells instead of 3"),
            std::string::npos);
  EXPECT_NE(fails("a\tb\t1\nc\td\t2", false).find("f.tsv:2:1: the last row has no line end"),
            std::string::npos);
  EXPECT_NE(fails("course_id\tcount\tmode\n", true)
                .find("f.tsv:1:1: the header does not name the columns of modes"),
            std::string::npos);
  EXPECT_EQ(fails("course_id\tmode\tcount\nc\tm\t1\n", true), "loaded");
  EXPECT_EQ(query("SELECT course_id, mode, count FROM modes"), "c|m|1\n");
  auto gone = load_tables(*connection_, {{&kModes, folder_->path() + "/nothing.tsv", false, false, "x"}});
  EXPECT_EQ(gone.error().kind, ErrorKind::kNotFound);
}

TEST_F(Loader, OneLoadAtATime) {
  Connection other = private_mariadb().root("reports");
  ASSERT_EQ(other.query("SELECT GET_LOCK('reports.sluice.load', 0)").value().rows[0][0], "1");
  auto refused = load_tables(*connection_, {modes({{"c", "m", int64_t{1}}})}, {.lock_wait_seconds = 0});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kConflict);
  EXPECT_NE(refused.error().message.find(fmt::format("(connection {} of the server)", other.id())),
            std::string::npos);
  {
    Connection gone = std::move(other);
  }  // a lock is gone with its connection
  EXPECT_TRUE(load_tables(*connection_, {modes({{"c", "m", int64_t{1}}})}));
  EXPECT_EQ(query("SELECT IS_FREE_LOCK('reports.sluice.load')"), "1\n");
}

TEST_F(Loader, AReaderThatDoesNotLetGoIsAConflict) {
  ASSERT_TRUE(load_tables(*connection_, {modes({{"old", "m", int64_t{1}}})}));
  Connection reader = private_mariadb().root("reports");
  ASSERT_TRUE(reader.execute("START TRANSACTION"));
  ASSERT_TRUE(reader.query("SELECT * FROM modes"));
  auto refused = load_tables(*connection_, {modes({{"new", "m", int64_t{1}}})}, {.reader_wait_seconds = 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(query("SELECT course_id FROM modes"), "old\n");
  EXPECT_EQ(tables(), "modes\ntable_updates\n");
  ASSERT_TRUE(reader.execute("COMMIT"));
  EXPECT_TRUE(load_tables(*connection_, {modes({{"new", "m", int64_t{1}}})}));
  EXPECT_EQ(query("SELECT course_id FROM modes"), "new\n");
}

TEST_F(Loader, PutsBackATableThatABrokenSwapLeftAside) {
  ASSERT_TRUE(load_tables(*connection_, {modes({{"old", "m", int64_t{1}}})}));
  ASSERT_TRUE(connection_->execute("RENAME TABLE modes TO modes_old"));
  ASSERT_TRUE(connection_->execute("CREATE TABLE modes_temp (a INT)"));
  EXPECT_FALSE(load_tables(*connection_, {modes({})}));
  EXPECT_EQ(query("SELECT course_id FROM modes"), "old\n");
  ASSERT_TRUE(load_tables(*connection_, {modes({{"new", "m", int64_t{1}}})}));
  EXPECT_EQ(tables(), "modes\ntable_updates\n");
}

TEST_F(Loader, CreatesTheDatabaseAndEmptyTables) {
  ASSERT_TRUE(connection_->execute("DROP DATABASE reports"));
  auto store = open_store(private_mariadb().root_dsn("reports"));
  ASSERT_TRUE(store) << base::to_text(store.error());
  EXPECT_EQ(store->query("SELECT @@collation_database").value().rows[0][0], "utf8mb3_bin");
  EXPECT_TRUE(update_markers(*store, "modes").value().empty());
  ASSERT_TRUE(create_tables(*store, {&kModes, &kDays}));
  ASSERT_TRUE(create_tables(*store, {&kModes, &kDays}));
  EXPECT_EQ(store->query("SHOW TABLES").value().rows.size(), 2u);
}

TEST_F(Loader, WorksWithExactlyThePipelinesGrants) {
  Connection root = private_mariadb().root();
  ASSERT_TRUE(root.execute("CREATE OR REPLACE USER pipeline IDENTIFIED BY 'p'"));
  ASSERT_TRUE(
      root.execute("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE "
                   "TEMPORARY TABLES, LOCK TABLES "
                   "ON reports.* TO pipeline"));
  ASSERT_TRUE(connection_->execute("DROP DATABASE reports"));
  auto store = open_store(private_mariadb().tcp_dsn("pipeline", "", "reports"), Secret("p"));
  ASSERT_TRUE(store) << base::to_text(store.error());
  for (int i = 0; i < 2; ++i) {
    auto loaded = load_tables(*store, {modes({{"c", "m", int64_t{1}}}), days({{"2024-01-01", {}, {}, {}}})});
    ASSERT_TRUE(loaded) << base::to_text(loaded.error());
  }
}

// The connection breaks at every statement of a load, before the server has it and before the client hears
// the answer. Whatever happened, readers see one whole group, the marker never promises rows that are not
// there, and a rerun heals.
TEST_F(Loader, CutAtEveryStatementTheGroupIsWholeAndARerunHeals) {
  CuttingProxy proxy(private_mariadb().socket());
  Dsn through = private_mariadb().tcp_dsn("root", "", "reports");
  through.port = proxy.port();
  auto load = [&](const Dsn& dsn, const std::string& version) -> Status {
    TableLoad first = modes({{version, "a", int64_t{1}}, {version, "b", int64_t{2}}});
    TableLoad second = days({{"2024-01-01", {}, {}, version}});
    first.update_id = "modes " + version;
    second.update_id = "days " + version;
    SLUICE_TRY(Connection connection, open_store(dsn));
    SLUICE_CHECK(load_tables(connection, {first, second}));
    return {};
  };
  auto state = [&] { return query("SELECT DISTINCT course_id FROM modes UNION ALL SELECT note FROM days"); };
  Dsn direct = private_mariadb().root_dsn("reports");
  int cuts = 0, saw_old = 0, saw_new = 0;
  for (auto when : {CuttingProxy::When::kBefore, CuttingProxy::When::kAfter}) {
    for (int n = 0; n < 200; ++n) {
      ASSERT_TRUE(load(direct, "old"));
      ASSERT_EQ(state(), "old\nold\n");
      proxy.cut_at(n, when);
      Status done = load(through, "new");
      if (!proxy.has_cut()) {
        ASSERT_TRUE(done) << base::to_text(done.error());
        break;
      }
      ++cuts;
      if (!done) {
        EXPECT_EQ(done.error().kind, ErrorKind::kUnavailable) << base::to_text(done.error());
      }
      std::string seen = state();
      EXPECT_TRUE(seen == "old\nold\n" || seen == "new\nnew\n") << "cut " << n << ": " << seen;
      bool is_new = seen == "new\nnew\n";
      (is_new ? saw_new : saw_old)++;
      std::string wrong_marker = is_new ? "old" : "new";
      EXPECT_EQ(query("SELECT COUNT(*) FROM table_updates WHERE update_id LIKE '%" + wrong_marker + "'"),
                "0\n")
          << "cut " << n;
      Status again = load(direct, "new");
      ASSERT_TRUE(again) << "cut " << n << ": " << base::to_text(again.error());
      EXPECT_EQ(state(), "new\nnew\n");
      EXPECT_EQ(tables(), "days\nmodes\ntable_updates\n");
      EXPECT_EQ(query("SELECT update_id FROM table_updates ORDER BY 1"), "days new\nmodes new\n");
    }
  }
  EXPECT_GT(cuts, 40);
  EXPECT_GT(saw_old, 30);
  EXPECT_GT(saw_new, 5);
}

}  // namespace
}  // namespace sluice::store
