#include "sample/sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/crypto.h"
#include "sample/made_sample_test.h"

namespace sluice::sample {
namespace {

using Digests = std::map<std::string, std::string>;

Digests digests_of(const MadeSample& sample) {
  Digests digests;
  for (const base::FoundFile& file : files_below(sample.folder.path()))
    digests[file.path.substr(sample.folder.path().size())] =
        base::sha256_hex(base::read_file(file.path).value());
  return digests;
}

TEST(Sample, SameSeedGivesTheSameBytesWithAnyNumberOfThreads) {
  SampleOptions options;
  options.threads = 1;
  const Digests one = digests_of(make_sample(options));
  options.threads = 2;
  const Digests two = digests_of(make_sample(options));
  options.threads = 7;
  const Digests seven = digests_of(make_sample(options));
  EXPECT_GT(one.size(), 90U);
  EXPECT_EQ(one, two);
  EXPECT_EQ(one, seven);
}

TEST(Sample, AnotherSeedGivesOtherLogsAndTables) {
  SampleOptions options;
  options.seed = 2;
  const Digests other = digests_of(make_sample(options));
  const Digests first = digests_of(default_sample());
  size_t different = 0;
  for (const auto& [name, digest] : first) {
    ASSERT_TRUE(other.contains(name)) << name;
    different += other.at(name) != digest ? 1 : 0;
  }
  // The geo file, the groups and the empty _SUCCESS files are the same for every seed.
  EXPECT_EQ(different, first.size() - 9);
}

TEST(Sample, LogsAreNamedAsRotationNamesThem) {
  size_t nights = 0, midnights = 0;
  for (const std::string& path : log_paths(default_sample())) {
    const std::string name = path.substr(path.rfind('/') + 1);
    ASSERT_TRUE(name.starts_with("tracking.log-20240") && name.ends_with(".gz")) << name;
    if (path.find("/prod-edx-002/") == std::string::npos) {
      EXPECT_EQ(name.size(), std::string_view("tracking.log-20240205.gz").size()) << name;
      ++nights;
      continue;
    }
    ++midnights;
    const auto day = base::parse_day_as(name.substr(13, 8), "%Y%m%d");
    ASSERT_TRUE(day) << name;
    const auto after_midnight = (day->time_since_epoch().count() + 1) * 86'400 + 1;
    EXPECT_EQ(name.substr(21), fmt::format("-{}.gz", after_midnight));
  }
  EXPECT_EQ(nights, 58U);  // the last night's rotation holds the last day
  EXPECT_EQ(midnights, 28U);
}

TEST(Sample, EveryLogIsWholeAndSomeHaveSeveralMembers) {
  uint64_t raw = 0, lines = 0, gzipped = 0;
  size_t several = 0, open_ended = 0;
  for (const std::string& path : log_paths(default_sample())) {
    const std::string bytes = base::read_file(path).value();
    const std::string text = gunzip(path);
    raw += text.size();
    gzipped += bytes.size();
    lines += lines_of(text).size();
    open_ended += !text.empty() && text.back() != '\n' ? 1 : 0;
    // Ten bytes of header: no flags, no time.
    const std::string head("\x1f\x8b\x08\x00\x00\x00\x00\x00", 8);
    EXPECT_EQ(bytes.substr(0, 8), head) << path;
    several += bytes.find(head, 8) != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(raw, default_sample().report.raw_bytes);
  EXPECT_EQ(gzipped, default_sample().report.gzip_bytes);
  EXPECT_NEAR(static_cast<double>(lines), static_cast<double>(default_sample().report.lines), 90);
  EXPECT_GT(several, 5U);
  EXPECT_GT(open_ended, 3U);
}

TEST(Sample, CompressesLikeRealLogs) {
  const SampleReport& r = default_sample().report;
  const double ratio = static_cast<double>(r.raw_bytes) / static_cast<double>(r.gzip_bytes);
  EXPECT_GT(ratio, 10);
  EXPECT_LT(ratio, 16);
  const double mean = static_cast<double>(r.raw_bytes) / static_cast<double>(r.lines);
  EXPECT_GT(mean, 780);
  EXPECT_LT(mean, 960);
}

TEST(Sample, ComesNearTheSizeAskedFor) {
  for (const uint64_t bytes : {5'000'000ULL, 40'000'000ULL}) {
    SampleOptions options;
    options.raw_bytes = bytes;
    const MadeSample sample = make_sample(options);
    EXPECT_NEAR(static_cast<double>(sample.report.raw_bytes), static_cast<double>(bytes),
                0.12 * static_cast<double>(bytes));
  }
  SampleOptions options;
  options.events_per_day = 2000;
  options.days = 10;
  EXPECT_NEAR(static_cast<double>(make_sample(options).report.lines), 20'000, 2'400);
}

TEST(Sample, TheSmallestOnesWork) {
  SampleOptions options;
  options.days = 1;
  options.hosts = 1;
  options.courses = 1;
  options.learners = 1;
  const MadeSample sample = make_sample(options);
  EXPECT_EQ(sample.report.log_files, 2U);
  for (const std::string& path : log_paths(sample)) (void)gunzip(path);
}

TEST(Sample, LeavesAFolderWithFilesAlone) {
  auto folder = base::TemporaryFolder::create("sluice-sample").value();
  std::ofstream(folder.path() + "/mine.txt") << "keep";
  SampleOptions options;
  options.learners = 30;
  const auto refused = write_sample(plan_of(folder.path(), options));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kAlreadyExists);
  EXPECT_NE(refused.error().hint.find("--force"), std::string::npos);
  EXPECT_EQ(files_below(folder.path()).size(), 1U);

  // With --force an old sample goes, what is not ours stays.
  options.replace = true;
  ASSERT_TRUE(write_sample(plan_of(folder.path(), options)));
  std::ofstream(folder.path() + "/tracking/old.gz") << "old";
  options.days = 3;
  ASSERT_TRUE(write_sample(plan_of(folder.path(), options)));
  EXPECT_FALSE(base::file_exists(folder.path() + "/tracking/old.gz"));
  EXPECT_FALSE(base::file_exists(folder.path() + "/tracking/prod-edx-001/tracking.log-20240210.gz"));
  EXPECT_EQ(base::read_file(folder.path() + "/mine.txt").value(), "keep");
}

TEST(Sample, FailsBeforeItStartsWhenTheDiskIsTooSmall) {
  auto folder = base::TemporaryFolder::create("sluice-sample").value();
  SampleOptions options;
  options.raw_bytes = 900'000'000'000'000;
  options.learners = 10;
  options.days = 1000;
  const auto refused = write_sample(plan_of(folder.path(), options));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kNoSpace);
  EXPECT_NE(refused.error().hint.find("--size"), std::string::npos);
}

}  // namespace
}  // namespace sluice::sample
