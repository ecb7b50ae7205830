// Check 14: what the cluster reads from S3 is there.
#include <fmt/format.h>

#include <map>
#include <set>

#include "emr/preflight_check.h"

namespace sluice::emr {
namespace {

using aws::Json;

struct S3Path {
  std::string bucket, key;
};
std::optional<S3Path> s3_path(const std::string& text) {
  const size_t start = text.find("://");
  if (start == std::string::npos || !text.starts_with("s3")) return std::nullopt;
  const size_t slash = text.find('/', start + 3);
  if (slash == std::string::npos) return S3Path{text.substr(start + 3), ""};
  return S3Path{text.substr(start + 3, slash - start - 3), text.substr(slash + 1)};
}
// EMR's own, public to clusters only.
bool is_of_emr(const std::string& bucket) {
  return bucket == "elasticmapreduce" || bucket.ends_with(".elasticmapreduce");
}
// A script or jar, which the cluster starts; other arguments may be made by the step itself.
bool must_exist(const std::string& path) {
  // "bootstrap_actions.NAME" is the short form of one without arguments.
  if (path.starts_with("bootstrap_actions.") && !path.contains(".args")) return true;
  return path.ends_with(".path") || path.ends_with(".jar") || path.ends_with("step_args[0]") ||
         path.ends_with(".step_jar");
}

// True if the bucket can be used; asked once for each.
class Buckets {
 public:
  Buckets(const Look& look, Findings& findings) : look_(look), findings_(findings) {}

  bool usable(const std::string& path, const std::string& bucket) {
    if (auto known = known_.find(bucket); known != known_.end()) return known->second;
    return known_[bucket] = check(path, bucket);
  }

 private:
  bool check(const std::string& path, const std::string& bucket) {
    auto head = look_.api.call("s3", "HeadBucket", {{"Bucket", bucket}});
    if (!head) return refused(path, bucket, head.error());
    return check_region(path, bucket);
  }
  bool refused(const std::string& path, const std::string& bucket, const Error& error) {
    if (error.kind == ErrorKind::kNotFound)
      findings_.error(path, "there is no bucket " + bucket,
                      fmt::format("aws s3 mb s3://{} --region {}", bucket, look_.api.region()));
    else if (error.code == "301" || error.code == "PermanentRedirect" || error.code == "MovedPermanently")
      findings_.error(path, fmt::format("bucket {} is not in {}", bucket, look_.api.region()),
                      "a bucket of the cluster's region");
    else
      findings_.not_checked(path, "bucket " + bucket, error);
    return false;
  }
  bool check_region(const std::string& path, const std::string& bucket) {
    auto reply = look_.api.call("s3", "GetBucketLocation", {{"Bucket", bucket}});
    if (!reply) return true;
    const Json place = reply->value("LocationConstraint", Json());
    std::string region =
        place.is_string() && !place.get<std::string>().empty() ? place.get<std::string>() : "us-east-1";
    if (region == "EU") region = "eu-west-1";
    if (region == look_.api.region()) return true;
    findings_.error(path,
                    fmt::format("bucket {} is in {}, the cluster in {}", bucket, region, look_.api.region()),
                    "a bucket of the cluster's region");
    return false;
  }

  const Look& look_;
  Findings& findings_;
  std::map<std::string, bool> known_;
};

void check_object(const Look& look, Findings& findings, const std::string& path, const S3Path& at,
                  const std::string& remedy) {
  auto head = look.api.call("s3", "HeadObject", {{"Bucket", at.bucket}, {"Key", at.key}});
  if (head) return;
  const std::string uri = "s3://" + at.bucket + "/" + at.key;
  if (head.error().kind == ErrorKind::kNotFound)
    findings.error(path, uri + " does not exist", remedy.empty() ? "aws s3 cp FILE " + uri : remedy);
  else
    findings.not_checked(path, uri, head.error());
}

// The archive that install-sqoop BASE_PATH fetches (spec aws-resources.md section 3.11).
void check_connector(const Look& look, Findings& findings, Buckets& buckets, const Json& step,
                     size_t number) {
  const Json arguments = step.value("HadoopJarStep", Json::object()).value("Args", Json::array());
  if (arguments.empty() || !arguments[0].get<std::string>().ends_with("/install-sqoop")) return;
  std::string base, version = "5.1.35", base_path;
  for (size_t i = 1; i < arguments.size(); ++i) {
    const std::string text = arguments[i].get<std::string>(), option = "--mysql-connector-version=";
    if (text.starts_with(option))
      version = text.substr(option.size());
    else if (!text.starts_with("-") && base.empty())
      base = text, base_path = fmt::format("steps[{}].step_args[{}]", number, i);
  }
  while (base.ends_with('/')) base.pop_back();
  const auto at = s3_path(fmt::format("{}/mysql-connector-java-{}.tar.gz", base, version));
  if (at && buckets.usable(base_path, at->bucket)) check_object(look, findings, base_path, *at, "");
}

}  // namespace

Diagnostics check_objects(const Look& look) {
  Findings findings(look, "P14");
  Buckets buckets(look, findings);
  for (const cluster::Setting& setting : look.cluster.s3_paths) {
    const auto at = s3_path(setting.text);
    if (!at || is_of_emr(at->bucket) || !buckets.usable(setting.path, at->bucket)) continue;
    if (!at->key.empty() && must_exist(setting.path)) check_object(look, findings, setting.path, *at, "");
  }
  const Json steps = look.cluster.body.value("Steps", Json::array());
  for (size_t i = 0; i < steps.size(); ++i) check_connector(look, findings, buckets, steps[i], i);
  return findings.take();
}

}  // namespace sluice::emr
