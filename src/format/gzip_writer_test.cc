#include "format/gzip_writer.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include "base/files.h"

namespace sluice::format {
namespace {

std::string gunzip(const std::string& path) {
  std::string text, block(1 << 16, '\0');
  gzFile file = gzopen(path.c_str(), "rb");
  int n = 0;
  while ((n = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0)
    text.append(block, 0, static_cast<size_t>(n));
  EXPECT_EQ(n, 0);
  EXPECT_EQ(gzclose(file), Z_OK);
  return text;
}

class GzipWriterTest : public testing::Test {
 protected:
  base::TemporaryFolder folder_ = base::TemporaryFolder::create("sluice-gzip").value();
  std::string path_ = folder_.path() + "/x.gz";
};

TEST_F(GzipWriterTest, WritesMembersOneAfterAnother) {
  std::string all;
  auto writer = GzipWriter::create(path_, 3).value();
  ASSERT_TRUE(writer.end_member());  // nothing written: no empty member
  for (int i = 0; i < 5; ++i) {
    const std::string piece(static_cast<size_t>(100'000 * i + 7), static_cast<char>('a' + i));
    ASSERT_TRUE(writer.write(piece));
    ASSERT_TRUE(writer.end_member());
    all += piece;
  }
  ASSERT_TRUE(writer.close());
  EXPECT_EQ(gunzip(path_), all);
  EXPECT_EQ(writer.raw_bytes(), all.size());
  EXPECT_EQ(writer.file_bytes(), base::read_file(path_).value().size());
}

TEST_F(GzipWriterTest, AnEmptyFileIsOneEmptyMember) {
  auto writer = GzipWriter::create(path_, 1).value();
  ASSERT_TRUE(writer.close());
  EXPECT_EQ(gunzip(path_), "");
  EXPECT_EQ(base::read_file(path_).value().size(), 20U);
}

TEST_F(GzipWriterTest, HasNoNameUntilItIsComplete) {
  {
    auto writer = GzipWriter::create(path_, 1).value();
    ASSERT_TRUE(writer.write("half"));
    EXPECT_FALSE(base::file_exists(path_));
  }
  EXPECT_EQ(base::list_files(folder_.path()).value().size(), 0U);
}

TEST_F(GzipWriterTest, SaysThatTheDiskIsFull) {
  // The file grows under this name, and this device is always full.
  ASSERT_EQ(::symlink("/dev/full", (path_ + ".partial").c_str()), 0);
  auto writer = GzipWriter::create(path_, 1).value();
  ASSERT_TRUE(writer.write("hello"));
  const Status closed = writer.close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().kind, ErrorKind::kNoSpace);
  EXPECT_NE(closed.error().message.find(path_), std::string::npos);
}

TEST_F(GzipWriterTest, SaysThatAFolderIsMissing) {
  const auto writer = GzipWriter::create(folder_.path() + "/no/x.gz", 1);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace sluice::format
