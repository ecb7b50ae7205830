#include "launch/log_choice.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace sluice::launch {
namespace {

class LogChoice : public ::testing::Test {
 protected:
  LogChoice() : folder_(base::TemporaryFolder::create("sluice-test").value()) {
    for (const char* name :
         {"/a/tracking.log-20210301.gz", "/a/tracking.log-20210305.gz", "/b/edx.log-20210301"})
      EXPECT_TRUE(base::write_file_atomically(folder_.path() + name, "x"));
  }
  jobs::Parameters parameters(const std::string& source, const std::string& pattern) {
    jobs::Parameters p;
    p.source = {folder_.path() + source};
    p.pattern = {pattern};
    p.expand_interval = std::chrono::days(1);
    return p;
  }
  // "a/tracking.log-20210301.gz:3 …", the number being the bit set of jobs
  std::string chosen(const std::vector<LogWish>& wishes) {
    auto files = choose_logs(wishes, findings_);
    if (!files) return base::to_text(files.error());
    std::string out;
    for (const ScanFile& file : *files)
      out += file.path.substr(folder_.path().size() + 1) + ":" + std::to_string(file.jobs) + " ";
    return out;
  }
  base::TemporaryFolder folder_;
  Diagnostics findings_;
};

const char kDated[] = R"(.*tracking\.log-(?P<date>\d{8}).*)";

TEST_F(LogChoice, EachJobByItsOwnWindowSourceAndPattern) {
  auto tracking = parameters("", kDated), other = parameters("/b", ".*edx.*"), all = parameters("", ".*");
  base::DayInterval second = *base::parse_interval("2021-03-02"), sixth = *base::parse_interval("2021-03-06");
  EXPECT_EQ(chosen({{&tracking, second}, {&tracking, sixth}}),
            "a/tracking.log-20210301.gz:1 a/tracking.log-20210305.gz:2 ");
  EXPECT_EQ(chosen({{&tracking, second}, {&other, second}, {&all, second}}),
            "a/tracking.log-20210301.gz:5 a/tracking.log-20210305.gz:4 b/edx.log-20210301:6 ");
}

TEST_F(LogChoice, WarnsOnceForJobsThatChooseAlikeAndSaysWhatIsWrong) {
  auto missing = parameters("/missing", kDated), broken = parameters("", "(");
  base::DayInterval day = *base::parse_interval("2021-03-02");
  EXPECT_EQ(chosen({{&missing, day}, {&missing, day}}), "");
  EXPECT_EQ(findings_.all().size(), 1u);
  EXPECT_NE(chosen({{&broken, day}}).find("no regular expression"), std::string::npos);
}

}  // namespace
}  // namespace sluice::launch
