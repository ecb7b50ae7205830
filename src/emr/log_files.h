// What EMR copied to `log_uri`: <log_uri>/<cluster id>/{steps,node,containers,hadoop-mapreduce}/… (spec
// operations.md section 3.2), every few minutes and at the end.
#pragma once

#include <string>
#include <vector>

#include "aws/api.h"
#include "base/time.h"
#include "emr/cluster_view.h"

namespace sluice::emr {

struct LogFile {
  std::string bucket, key;
  uint64_t size = 0;    // compressed
  std::string version;  // S3's ETag: another one, another content
  std::string uri() const { return "s3://" + bucket + "/" + key; }
};
// "s3n://logs/a/" as "s3://logs/a"; empty if the cluster keeps no logs.
std::string log_folder_of(const ClusterView& view);
// Those below `<log folder>/<id>/<below>`, by key. No log folder: an empty list.
Result<std::vector<LogFile>> list_logs(aws::Api& api, const ClusterView& view, const std::string& below);
// Its text, inflated where the name ends in .gz.
Result<std::string> read_log(aws::Api& api, const LogFile& file);

// Passwords and keys that a log may hold, as "***".
std::string redacted(std::string_view line);
// The last lines that say something, redacted, oldest first.
std::vector<std::string> last_lines(const std::string& text, size_t most);

}  // namespace sluice::emr
