#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>

#include "base/files.h"
#include "base/text.h"
#include "store/lms_database.h"
#include "store/lms_dumps.h"
#include "store/lms_tables.h"
#include "support/private_mariadb.h"

namespace sluice::store {
namespace {

using support::private_mariadb;

// Rows as "a|b|NULL" lines, or "error: ...".
std::string rows_of(schema::RowSource& source, const std::string& table,
                    const std::vector<std::string>& columns) {
  std::string out;
  Status done = source.scan(table, columns, [&](const schema::SourceRow& row) -> Status {
    for (size_t i = 0; i < row.size(); ++i) out += (i ? "|" : "") + std::string(row[i].value_or("NULL"));
    out += "\n";
    return {};
  });
  return done ? out : "error: " + base::to_text(done.error());
}

class LmsDumpsTest : public ::testing::Test {
 protected:
  base::TemporaryFolder folder_ = base::TemporaryFolder::create("lms").value();

  void write(const std::string& name, const std::string& text) {
    std::string path = folder_.path() + "/" + name;
    ASSERT_TRUE(base::make_folders(base::parent_folder(path)));
    ASSERT_TRUE(base::write_file_atomically(path, text));
  }
  std::string enrollments() {
    auto dumps = LmsDumps::open(folder_.path());
    return rows_of(**dumps, "student_courseenrollment", {"mode", "user_id", "created"});
  }
};

TEST(LmsTables, AreThoseOfTheSpec) {
  EXPECT_EQ(lms_tables().size(), 7u);
  EXPECT_EQ(find_lms_table("auth_userprofile")->columns.size(), 11u);
  EXPECT_EQ(find_lms_table("nope"), nullptr);
  for (const LmsTable& table : lms_tables())
    for (const std::string& column : table.columns) EXPECT_EQ(column.find("password"), std::string::npos);
  EXPECT_EQ(lms_column_positions("auth_user", {"password"}).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(lms_column_positions("auth_user", {"email", "id"}).value(), (std::vector<size_t>{7, 0}));
}

TEST_F(LmsDumpsTest, SeveralFilesBothSeparatorsHiddenFilesAndNulls) {
  write("student_courseenrollment/part-m-00000",
        "1\x01"
        "7\x01"
        "course\twith tab\x01"
        "2024-01-01 00:00:00.0\x01"
        "true\x01"
        "honor\n");
  write("student_courseenrollment/part-m-00001", "2\t8\tc\\N\t\\N\t0\taudit\n3\t9\tc\t2024\t1\t\n");
  write("student_courseenrollment/part-m-00002", "");
  write("student_courseenrollment/_SUCCESS", "");
  write("student_courseenrollment/.part-m-00000.crc", "crc\n");
  EXPECT_EQ(enrollments(), "honor|7|2024-01-01 00:00:00.0\naudit|8|NULL\n|9|2024\n");
}

TEST_F(LmsDumpsTest, NothingIsUnescaped) {
  write("student_courseenrollment/a", "1\t7\tc\\t\\\\N\t\\\\\t0\t\\n\n");
  auto dumps = LmsDumps::open(folder_.path()).value();
  EXPECT_EQ(rows_of(*dumps, "student_courseenrollment", {"course_id", "created", "mode"}),
            "c\\t\\\\N|\\\\|\\n\n");
}

TEST_F(LmsDumpsTest, LineEndsMayBeMissingOrDoubled) {
  write("student_courseenrollment/a", "1\t7\tc\td\t0\tm\r\n2\t8\tc\td\t0\tn");
  EXPECT_EQ(enrollments(), "m|7|d\nn|8|d\n");
}

TEST_F(LmsDumpsTest, TheSeparatorCanBeConfigured) {
  // By its first line this file would be taken for Ctrl-A.
  write("course_groups_courseusergroup_users/a", "1\x01\t2\n");
  auto detect = LmsDumps::open(folder_.path()).value();
  EXPECT_EQ(rows_of(*detect, "course_groups_courseusergroup_users", {"user_id"}), "\t2\n");
  auto tab = LmsDumps::open(folder_.path(), LmsDumps::Separator::kTab).value();
  EXPECT_EQ(rows_of(*tab, "course_groups_courseusergroup_users", {"user_id"}), "2\n");
}

TEST_F(LmsDumpsTest, WrongNumbersOfFieldsAreNamedWithFileAndLine) {
  write("student_courseenrollment/a", "1\t7\tc\td\t0\tm\n1\t7\tc\td\t0\n");
  std::string text = enrollments();
  EXPECT_NE(
      text.find(
          "student_courseenrollment/a:2:1: a row of a dump has 5 fields instead of 6, separated by tabs"),
      std::string::npos)
      << text;
  write("student_courseenrollment/a", "1\t7\tc\td\t0\tm\n\n");
  EXPECT_NE(enrollments().find("/a:2:1: a row of a dump has 1 fields"), std::string::npos);
}

TEST_F(LmsDumpsTest, PlainAndGzipFilesButOnlyOneDump) {
  EXPECT_NE(enrollments().find("error: there is no dump of table student_courseenrollment in"),
            std::string::npos);
  write("student_courseenrollment.tsv", "1\t7\tc\td\t0\tm\n");
  EXPECT_EQ(enrollments(), "m|7|d\n");
  gzFile gz = gzopen((folder_.path() + "/student_courseenrollment.gz").c_str(), "wb");
  for (int member = 0; member < 2; ++member) {
    gzputs(gz, "1\t8\tc\td\t0\tz\n");
    gzclose(gz);
    gz = member == 0 ? gzopen((folder_.path() + "/student_courseenrollment.gz").c_str(), "ab") : nullptr;
  }
  EXPECT_NE(enrollments().find("is dumped twice"), std::string::npos);
  ASSERT_TRUE(base::remove_tree(folder_.path() + "/student_courseenrollment.tsv"));
  EXPECT_EQ(enrollments(), "z|8|d\nz|8|d\n");
  std::string bytes = base::read_file(folder_.path() + "/student_courseenrollment.gz").value();
  write("student_courseenrollment.gz", bytes.substr(0, bytes.size() - 9));
  EXPECT_NE(enrollments().find("the gzip file ends too early"), std::string::npos) << enrollments();
}

TEST_F(LmsDumpsTest, DatedFoldersAreNotMixed) {
  write("student_courseenrollment/dt=2024-01-01/part", "1\t7\tc\td\t0\tm\n");
  EXPECT_NE(enrollments().find("is in a folder below the dump"), std::string::npos);
}

TEST_F(LmsDumpsTest, AnEmptyDumpIsAnEmptyTable) {
  write("student_courseenrollment/_SUCCESS", "");
  EXPECT_EQ(enrollments(), "");
}

// The data of lms-tables.md 5, live and as a dump.
class LmsDatabaseTest : public LmsDumpsTest {
 protected:
  void SetUp() override {
    SLUICE_NEEDS_MARIADB();
    private_mariadb().fresh_database("edxapp");
    Connection root = private_mariadb().root("edxapp");
    for (const char* sql : {
             "CREATE TABLE auth_userprofile (id INT AUTO_INCREMENT PRIMARY KEY, user_id INT UNIQUE NOT NULL, "
             "name VARCHAR(255) NOT NULL, "
             "meta LONGTEXT, gender VARCHAR(6), year_of_birth INT, level_of_education VARCHAR(6), language "
             "VARCHAR(255) NOT NULL, "
             "location VARCHAR(255) NOT NULL, mailing_address LONGTEXT, city LONGTEXT, country VARCHAR(2), "
             "goals LONGTEXT) CHARSET utf8mb4",
             "INSERT INTO auth_userprofile VALUES (NULL, 7, 'Ann \\\\N 😀', 'x', 'f', 1980, 'p_se', 'en', "
             "'', 'a\\tb\\nc\\rd\\\\e', NULL, 'DE', ''), "
             "(NULL, 8, '\\\\N', 'x', '', NULL, '', '', '', NULL, NULL, NULL, NULL), "
             "(NULL, 9, 'Ünal', 'x', NULL, 2001, 'xyz', '', '', CHAR(1), '', NULL, NULL)",
             "CREATE TABLE student_courseenrollment (id INT PRIMARY KEY, user_id INT, course_id "
             "VARCHAR(255), created DATETIME, is_active TINYINT(1), mode VARCHAR(100))",
             "INSERT INTO student_courseenrollment VALUES (1, 7, 'course-v1:edX+DemoX+T1', '2024-01-02 "
             "03:04:05', 1, 'honor'), "
             "(2, 8, 'edX/DemoX/T2', NULL, 0, 'audit'), (3, 99, 'no course', '2024-01-02 00:00:00', 1, '')",
             "CREATE TABLE auth_user (id INT PRIMARY KEY, username VARCHAR(150), password VARCHAR(128))",
         }) {
      auto done = root.execute(sql);
      ASSERT_TRUE(done) << base::to_text(done.error());
    }
  }
  std::unique_ptr<schema::RowSource> live(const LmsOptions& options = {}) {
    return open_lms(private_mariadb().root_dsn("edxapp").to_text(), options).value();
  }
};

TEST_F(LmsDatabaseTest, LiveAndDumpedRowsAreEqual) {
  const char s = '\x01';
  auto row = [&](std::vector<std::string> cells) { return base::join(cells, std::string(1, s)) + "\n"; };
  write("auth_userprofile/part-m-00000",
        row({"7", "Ann \\N 😀", "f", "1980", "p_se", "en", "", "a\tb c d\\e", "\\N", "DE", ""}) +
            row({"8", "\\\\N", "", "\\N", "", "", "", "\\N", "\\N", "\\N", "\\N"}));
  write("auth_userprofile/part-m-00001",
        row({"9", "Ünal", "\\N", "2001", "xyz", "", "", " ", "", "\\N", "\\N"}));
  write("student_courseenrollment/part-m-00000",
        row({"1", "7", "course-v1:edX+DemoX+T1", "2024-01-02 03:04:05", "1", "honor"}) +
            row({"2", "8", "edX/DemoX/T2", "\\N", "0", "audit"}) +
            row({"3", "99", "no course", "2024-01-02 00:00:00", "1", ""}));
  auto dumps = open_lms(folder_.path()).value();
  auto database = live();
  EXPECT_EQ(database->describe().find("LMS database at root@"), 0u) << database->describe();
  EXPECT_EQ(dumps->describe(), "LMS dumps in " + folder_.path());
  for (const char* table : {"student_courseenrollment", "auth_userprofile"}) {
    std::string from_dumps = rows_of(*dumps, table, find_lms_table(table)->columns);
    std::string from_live = rows_of(*database, table, find_lms_table(table)->columns);
    // A text that is exactly \N cannot be told from NULL in a dump; ours was written as \\N.
    size_t at = from_dumps.find("8|\\\\N");
    if (at != std::string::npos) from_dumps.replace(at, 5, "8|\\N");
    EXPECT_EQ(from_live, from_dumps);
  }
  EXPECT_EQ(rows_of(*database, "auth_userprofile", {"gender", "user_id"}),
            rows_of(*dumps, "auth_userprofile", {"gender", "user_id"}));
}

TEST_F(LmsDatabaseTest, MissingTablesAndColumnsAreNamed) {
  auto database = live();
  auto grades =
      database->scan("grades_persistentcoursegrade", {"user_id"}, [](const auto&) { return Status(); });
  EXPECT_EQ(grades.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(grades.error().message.find("edxapp.grades_persistentcoursegrade"), std::string::npos)
      << grades.error().message;
  auto email = database->scan("auth_user", {"id", "email"}, [](const auto&) { return Status(); });
  EXPECT_EQ(email.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(email.error().message.find("email"), std::string::npos);
  auto password = database->scan("auth_user", {"password"}, [](const auto&) { return Status(); });
  EXPECT_EQ(password.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(rows_of(*database, "auth_user", {"id"}), "");  // and goes on after errors
}

TEST_F(LmsDatabaseTest, WhereIsForLiveTablesOnly) {
  LmsOptions options{{{"student_courseenrollment", "is_active = 1 -- only these\n OR FALSE"}}};
  EXPECT_EQ(rows_of(*live(options), "student_courseenrollment", {"id"}), "1\n3\n");
  EXPECT_EQ(open_lms(folder_.path(), options).error().kind, ErrorKind::kInvalidInput);
  EXPECT_FALSE(open_lms(private_mariadb().root_dsn("edxapp").to_text(), {{{"no_table", "1"}}}));
  EXPECT_EQ(open_lms(folder_.path() + "/none").error().kind, ErrorKind::kNotFound);
}

TEST_F(LmsDatabaseTest, AScanSeesOneSnapshotAndWritesNothing) {
  auto database = live();
  Connection root = private_mariadb().root("edxapp");
  std::string seen;
  auto done =
      database->scan("student_courseenrollment", {"id", "mode"}, [&](const schema::SourceRow& row) -> Status {
        if (seen.empty()) {
          EXPECT_TRUE(root.execute("UPDATE student_courseenrollment SET mode = 'changed'"));
        }
        seen += std::string(*row[0]) + std::string(*row[1]) + " ";
        return {};
      });
  ASSERT_TRUE(done);
  EXPECT_EQ(seen, "1honor 2audit 3 ");
  EXPECT_EQ(rows_of(*database, "student_courseenrollment", {"mode"}), "changed\nchanged\nchanged\n");
  // Even a condition that would write cannot.
  ASSERT_TRUE(root.execute(
      "CREATE FUNCTION sneak() RETURNS INT BEGIN DELETE FROM student_courseenrollment; RETURN 1; END"));
  std::string refused =
      rows_of(*live({{{"student_courseenrollment", "sneak()"}}}), "student_courseenrollment", {"id"});
  EXPECT_NE(refused.find("READ ONLY transaction"), std::string::npos) << refused;
  EXPECT_EQ(rows_of(*database, "student_courseenrollment", {"id"}), "1\n2\n3\n");
}

TEST_F(LmsDatabaseTest, AStopOfTheReaderStopsTheScan) {
  auto database = live();
  auto stopped = database->scan("student_courseenrollment", {"id"},
                                [](const auto&) -> Status { return fail(ErrorKind::kNoSpace, "full"); });
  EXPECT_EQ(stopped.error().kind, ErrorKind::kNoSpace);
  EXPECT_EQ(rows_of(*database, "student_courseenrollment", {"id"}), "1\n2\n3\n");
}

}  // namespace
}  // namespace sluice::store
