#include "event/line_blocks.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace sluice::event {
namespace {

std::vector<std::string> lines_of(const std::string& content) {
  auto folder = base::TemporaryFolder::create("sluice-test");
  std::string path = folder->path() + "/tracking.log";
  EXPECT_TRUE(base::write_file_atomically(path, content));
  auto reader = LineBlockReader::open(path);
  std::vector<std::string> out;
  LineBlock block;
  while (true) {
    auto more = reader->next(block);
    EXPECT_TRUE(more);
    if (!*more) break;
    block.for_each_line([&](std::string_view line) { out.emplace_back(line); });
  }
  return out;
}

TEST(LineBlocks, LinesAsTheyAre) {
  using V = std::vector<std::string>;
  EXPECT_EQ(lines_of(""), V{});
  EXPECT_EQ(lines_of("a\nb\n"), (V{"a", "b"}));
  EXPECT_EQ(lines_of("a\n\nb"), (V{"a", "", "b"}));  // the last line keeps its last character
  EXPECT_EQ(lines_of("\n"), V{""});
  EXPECT_EQ(lines_of("a\r\n"), V{"a\r"});
}

TEST(LineBlocks, ManyBlocksAndLongLines) {
  std::vector<std::string> want;
  std::string content;
  for (size_t i = 0; i < 3000; ++i) {
    want.push_back(std::string((i * 7919) % 3000, static_cast<char>('a' + i % 26)));
    if (i == 1500) want.back() = std::string(5 * LineBlockReader::kBlock + 3, 'L');
    content += want.back() + "\n";
  }
  EXPECT_EQ(lines_of(content), want);
  content.pop_back();
  EXPECT_EQ(lines_of(content), want);
}

TEST(LineBlocks, AnOversizedLineIsSkippedNotTheNext) {
  std::string content =
      "a\n" + std::string(LineBlockReader::kMostLine + 5 * LineBlockReader::kBlock, 'x') + "\nb\nc";
  EXPECT_EQ(lines_of(content), (std::vector<std::string>{"a", "b", "c"}));
}

}  // namespace
}  // namespace sluice::event
