#include "net/http_compression.h"

#include <zlib.h>

#include <cstdlib>
#include <optional>

#include "base/text.h"

namespace sluice::net {
namespace {

constexpr size_t kWorthIt = 1024;
constexpr int kLevel = 4;  // a third of the time of level 6, for a few per cent more bytes
constexpr int kGzipFrame = 16 + MAX_WBITS;

// The quality of one item "name;q=0.5", 1 if none is given.
double quality(std::string_view parameters) {
  for (std::string_view part : base::split(parameters, ';')) {
    part = base::trim(part);
    if (part.size() > 2 && (part[0] == 'q' || part[0] == 'Q') && part[1] == '=')
      return std::strtod(std::string(part.substr(2)).c_str(), nullptr);
  }
  return 1;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<bool> named;
  bool any = false;
  for (std::string_view item : base::split(accept_encoding, ',')) {
    const size_t end = item.find(';');
    const std::string coding = base::to_lower_ascii(base::trim(item.substr(0, end)));
    const bool wanted = quality(end == item.npos ? std::string_view{} : item.substr(end + 1)) > 0;
    if (coding == "gzip" || coding == "x-gzip") named = wanted;
    if (coding == "*") any = wanted;
  }
  return named.value_or(any);
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipFrame, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(done ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

void compress(const HttpRequest& request, HttpResponse& response) {
  const std::string* accepted = request.header("Accept-Encoding");
  if (response.body.size() <= kWorthIt || accepted == nullptr || !accepts_gzip(*accepted)) return;
  if (response.header("Content-Encoding") != nullptr) return;
  std::string small = gzip(response.body);
  if (small.empty()) return;
  response.body = std::move(small);
  response.headers.emplace_back("Content-Encoding", "gzip");
  response.headers.emplace_back("Vary", "Accept-Encoding");
}

}  // namespace sluice::net
