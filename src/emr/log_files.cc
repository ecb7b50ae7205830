#include "emr/log_files.h"

#include <algorithm>
#include <cctype>
#include <regex>

#include "aws/pages.h"
#include "base/text.h"
#include "format/byte_source.h"

namespace sluice::emr {
namespace {

using aws::Json;

std::pair<std::string, std::string> bucket_and_key(const std::string& uri) {
  const size_t start = uri.find("://") + 3, slash = uri.find('/', start);
  if (slash == std::string::npos) return {uri.substr(start), ""};
  return {uri.substr(start, slash - start), uri.substr(slash + 1) + "/"};
}

}  // namespace

std::string log_folder_of(const ClusterView& view) {
  std::string uri = view.cluster.value("LogUri", "");
  if (uri.starts_with("s3n://") || uri.starts_with("s3a://")) uri.erase(2, 1);
  while (uri.ends_with('/')) uri.pop_back();
  return uri.starts_with("s3://") ? uri : std::string();
}

Result<std::vector<LogFile>> list_logs(aws::Api& api, const ClusterView& view, const std::string& below) {
  const std::string folder = log_folder_of(view);
  if (folder.empty()) return std::vector<LogFile>{};
  const auto [bucket, prefix] = bucket_and_key(folder);
  SLUICE_TRY(const std::vector<Json> objects,
             aws::list_all(api, "s3", "ListObjectsV2",
                           {{"Bucket", bucket}, {"Prefix", prefix + view.id + "/" + below}}));
  std::vector<LogFile> out;
  for (const Json& object : objects)
    out.push_back({bucket, object.at("Key"), object.value("Size", uint64_t{0}), object.value("ETag", "")});
  std::ranges::sort(out, {}, &LogFile::key);
  return out;
}

Result<std::string> read_log(aws::Api& api, const LogFile& file) {
  SLUICE_TRY(const Json reply, api.call("s3", "GetObject", {{"Bucket", file.bucket}, {"Key", file.key}}));
  const std::string body = reply.contains("Body") ? reply["Body"].get<std::string>() : std::string();
  return base::valid_utf8(file.key.ends_with(".gz") ? format::gunzip(body) : body);
}

std::string redacted(std::string_view line) {
  static const std::regex kSecret(
      R"re((--?[\w-]*(?:password|secret|token)["']?[\s=:,]+["']?)([^\s"'&,;]+)|((?:password|passwd|pwd|secret[_-]?(?:access[_-]?)?key|session[_-]?token|token)["']?\s*[=:]\s*["']?)(?!(?:YES|NO)\))([^\s"'&,;]+)|(:\/\/[^\s:\/@]+:)([^\s@\/]+)(@)|\b(AKIA|ASIA)[A-Z0-9]{12,})re",
      std::regex::icase);
  const std::string text(line.substr(0, 2000));
  std::string out;
  auto at = text.cbegin();
  for (std::sregex_iterator match(text.begin(), text.end(), kSecret), end; match != end; ++match) {
    out.append(at, (*match)[0].first);
    out += (*match)[1].str() + (*match)[3].str() + (*match)[5].str() + "***" + (*match)[7].str();
    at = (*match)[0].second;
  }
  return out.append(at, text.cend());
}

std::vector<std::string> last_lines(const std::string& text, size_t most) {
  std::vector<std::string> out;
  for (std::string_view line : base::split(text, '\n'))
    if (!base::trim(line).empty()) out.push_back(redacted(line));
  if (out.size() > most) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(most));
  return out;
}

}  // namespace sluice::emr
