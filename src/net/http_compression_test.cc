#include "net/http_compression.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace sluice::net {
namespace {

std::string gunzip(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(HttpCompression, WhoAcceptsGzip) {
  for (const char* accept : {"gzip", "gzip, deflate", "deflate, GZIP;q=0.5", "*", "br, *;q=0.1", "x-gzip"})
    EXPECT_TRUE(accepts_gzip(accept)) << accept;
  for (const char* accept : {"", "identity", "gzip;q=0", "deflate", "*;q=0", "gzip;q=0, *", "gzipped"})
    EXPECT_FALSE(accepts_gzip(accept)) << accept;
}

TEST(HttpCompression, OnlyLongBodiesForThoseWhoAccept) {
  const std::string body(5000, 'a');
  const HttpRequest asks{"GET", "/", {{"accept-encoding", "gzip"}}, ""};
  HttpResponse response{200, {}, body};
  compress(asks, response);
  EXPECT_LT(response.body.size(), 100U);
  EXPECT_EQ(gunzip(response.body), body);
  EXPECT_EQ(*response.header("Content-Encoding"), "gzip");
  HttpResponse brief{200, {}, std::string(1024, 'a')};
  compress(asks, brief);
  EXPECT_EQ(brief.header("Content-Encoding"), nullptr);
  HttpResponse plain{200, {}, body};
  compress({"GET", "/", {}, ""}, plain);
  EXPECT_EQ(plain.body, body);
}

}  // namespace
}  // namespace sluice::net
