#include "format/byte_source.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "base/files.h"

namespace sluice::format {
namespace {

std::string gzip(const std::string& text) {
  std::string out(text.size() + 200, '\0');
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

// What zlib makes of the readable part.
std::string zlib_gunzip(const std::string& bytes) {
  std::string out(1 << 20, '\0');
  z_stream z{};
  inflateInit2(&z, 15 + 16);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  inflate(&z, Z_SYNC_FLUSH);
  out.resize(z.total_out);
  inflateEnd(&z);
  return out;
}

struct Read {
  std::string text, damage;
};

Read read_back(const std::string& bytes, size_t piece) {
  auto folder = base::TemporaryFolder::create("sluice-test");
  std::string path = folder->path() + "/x.gz";
  EXPECT_TRUE(base::write_file_atomically(path, bytes));
  auto source = open_bytes(path);
  Read out;
  std::string buffer(piece, '\0');
  while (true) {
    auto n = (*source)->read(buffer.data(), buffer.size());
    EXPECT_TRUE(n);
    if (*n == 0) break;
    out.text.append(buffer, 0, *n);
  }
  out.damage = (*source)->damage();
  return out;
}

std::string lines(int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += "line " + std::to_string(i * 7919 % 1000) + "\n";
  return out;
}

TEST(Gzip, ReadsSeveralMembersInPiecesOfAnySize) {
  std::string a = lines(20000), b = lines(3), c;
  for (size_t piece : {size_t{1}, size_t{7}, size_t{4096}, size_t{1} << 20}) {
    Read got = read_back(gzip(a) + gzip(b) + gzip(c) + gzip(a), piece);
    EXPECT_EQ(got.text, a + b + a);
    EXPECT_EQ(got.damage, "");
  }
}

TEST(Gzip, CutOffAnywhereGivesWhatIsReadableAndSaysSo) {
  std::string text = lines(5000), whole = gzip(text);
  for (size_t cut = 1; cut < whole.size(); cut += 97) {
    Read got = read_back(whole.substr(0, cut), 4096);
    EXPECT_TRUE(text.starts_with(got.text));
    EXPECT_NE(got.damage, "") << cut;
  }
  std::string cut = whole.substr(0, whole.size() * 9 / 10);
  EXPECT_EQ(read_back(cut, 4096).text, zlib_gunzip(cut));
}

TEST(Gzip, DamagePaddingAndGarbage) {
  std::string text = lines(5000), whole = gzip(text);
  std::string broken = whole;
  broken[broken.size() - 6] = static_cast<char>(broken[broken.size() - 6] ^ 1);
  EXPECT_EQ(read_back(broken, 4096).damage, "the checksum of a gzip member is wrong");
  EXPECT_EQ(read_back(whole + std::string(512, '\0'), 4096).damage, "");
  Read garbage = read_back(whole + "hello", 4096);
  EXPECT_EQ(garbage.text, text);
  EXPECT_EQ(garbage.damage, "something that is not gzip follows the last member");
  EXPECT_NE(read_back("", 4096).damage, "");
  EXPECT_NE(read_back("plain text\n", 4096).damage, "");
}

}  // namespace
}  // namespace sluice::format
