#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files.h"
#include "resources/local_kinds.h"

namespace sluice::resources {
namespace {

using plan::Found, plan::Want, plan::Work;

struct Bench {
  base::TemporaryFolder folder = base::TemporaryFolder::create("bucket_test").value();
  std::string state = folder.path(), path = state + "/buckets/tracking";
  std::unique_ptr<plan::Resource> kind = make_bucket_folder({"demo", state, {}});
  Want want{"bucket.tracking", "bucket_folder", {{"path", path}}, {}};
  std::string crash_at;  // the step after which the process is gone
  struct Gone {};
  Work work{base::system_clock(),
            {},
            [](const std::string&) {},
            [this](const std::string& step) {
              if (step == crash_at) throw Gone();
            }};
  Found found() { return kind->find(want).value(); }
};

TEST(BucketFolder, IsOursWhenWeMadeIt) {
  Bench bench;
  EXPECT_EQ(bench.found().state, Found::State::kAbsent);
  ASSERT_TRUE(bench.kind->create(bench.want, bench.work));
  EXPECT_TRUE(bench.found().have.ours);
  EXPECT_EQ(bench.kind->list_mine()->size(), 1u);
  EXPECT_EQ(bench.kind->condition(bench.want, bench.found().have), "0 files, 0 B");
  ASSERT_TRUE(base::write_file_atomically(bench.path + "/a/log.gz", "12345"));
  EXPECT_EQ(bench.kind->condition(bench.want, bench.found().have), "1 file, 5 B");
}

TEST(BucketFolder, WithoutOurMarkIsAdopted) {
  Bench bench;
  ASSERT_TRUE(base::make_folders(bench.path));
  EXPECT_EQ(bench.found().state, Found::State::kPresent);
  EXPECT_FALSE(bench.found().have.ours);
  EXPECT_TRUE(bench.kind->list_mine()->empty());
  ASSERT_TRUE(base::write_file_atomically(bench.path + "/.sluice-bucket", R"({"deployment": "other"})"));
  EXPECT_FALSE(bench.found().have.ours);
  ASSERT_TRUE(base::write_file_atomically(bench.path + "/.sluice-bucket", "garbage"));
  EXPECT_FALSE(bench.found().have.ours);
}

TEST(BucketFolder, AFileInTheWayIsAConflict) {
  Bench bench;
  ASSERT_TRUE(base::write_file_atomically(bench.path, "x"));
  EXPECT_EQ(bench.kind->find(bench.want).error().kind, ErrorKind::kConflict);
}

TEST(BucketFolder, ACrashInTheMakingLeavesNothingThatCountsAndIsMended) {
  Bench bench;
  bench.crash_at = "marked";
  EXPECT_THROW((void)bench.kind->create(bench.want, bench.work), Bench::Gone);
  EXPECT_EQ(bench.found().state, Found::State::kAbsent);
  bench.crash_at = "";
  ASSERT_TRUE(bench.kind->create(bench.want, bench.work));
  EXPECT_TRUE(bench.found().have.ours);
  EXPECT_FALSE(base::file_exists(bench.state + "/buckets/.tracking.part"));
}

TEST(BucketFolder, ACrashInTheRemovalIsGoneOnWithNeverTakenForForeign) {
  for (const char* step : {"emptied", "renamed"}) {
    Bench bench;
    ASSERT_TRUE(bench.kind->create(bench.want, bench.work));
    ASSERT_TRUE(base::write_file_atomically(bench.path + "/log", "x"));
    bench.crash_at = step;
    EXPECT_THROW((void)bench.kind->remove(bench.want, {}, bench.work), Bench::Gone);
    Found after = bench.found();
    if (after.state == Found::State::kAbsent) continue;
    EXPECT_TRUE(after.have.ours) << step;
    bench.crash_at = "";
    EXPECT_TRUE(bench.kind->remove(bench.want, {}, bench.work));
    EXPECT_EQ(bench.found().state, Found::State::kAbsent);
  }
}

TEST(SecretFile, IsMadeOncePrivateAndLong) {
  Bench bench;
  auto kind = make_secret_file({"demo", bench.state, {}});
  Want want{"secret.api", "secret_file", {{"path", bench.state + "/secrets/api.password"}}, {}};
  EXPECT_EQ(kind->find(want)->state, Found::State::kAbsent);
  ASSERT_TRUE(kind->create(want, bench.work));
  std::string text = base::read_file(bench.state + "/secrets/api.password").value();
  EXPECT_GE(text.size(), 33u);
  EXPECT_EQ(text.find_first_not_of("0123456789abcdef\n"), text.npos);
  struct stat st{};
  ASSERT_EQ(stat((bench.state + "/secrets/api.password").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0600u);
  ASSERT_EQ(stat((bench.state + "/secrets").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0700u);
  EXPECT_TRUE(kind->diff(want, kind->find(want)->have).empty());
}

TEST(SecretFile, AnOpenOneIsClosedAndKeepsItsText) {
  Bench bench;
  auto kind = make_secret_file({"demo", bench.state, {}});
  std::string path = bench.state + "/api.password";
  Want want{"secret.api", "secret_file", {{"path", path}}, {}};
  ASSERT_TRUE(base::write_file_atomically(path, "mine\n", 0644));
  auto found = kind->find(want);
  auto differences = kind->diff(want, found->have);
  ASSERT_EQ(differences.size(), 1u);
  ASSERT_TRUE(kind->update(want, found->have, differences, bench.work));
  EXPECT_TRUE(kind->diff(want, kind->find(want)->have).empty());
  EXPECT_EQ(base::read_file(path).value(), "mine\n");
}

}  // namespace
}  // namespace sluice::resources
