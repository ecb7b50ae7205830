// name, region, log_uri, roles, release: spec cluster-file.md section 2.
#include <fmt/format.h>

#include "base/text.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

void read_name(Strict& strict) {
  const YamlNode* node = strict.top("name");
  if (!node) {
    strict.reader.error("E120", "name", strict.file.mark("name"), "the cluster has no name",
                        "name: ETL; it is how the cluster is found again");
    return;
  }
  const auto name = strict.reader.text(*node, "name");
  if (!name) return;
  if (name->empty()) strict.reader.error("E120", "name", node->mark, "the cluster has no name", "name: ETL");
  if (base::first_characters(*name, 256).size() < name->size())
    strict.reader.error("E104", "name", node->mark, "a name has at most 256 characters");
  strict.file.name = *name;
  strict.body()["Name"] = *name;
}

void read_log_uri(Strict& strict) {
  const YamlNode* node = strict.top("log_uri");
  const auto uri = node ? strict.reader.text(*node, "log_uri") : std::nullopt;
  if (!node || (uri && uri->empty())) {
    strict.reader.warning("W120", "log_uri", strict.file.mark("log_uri"), "no logs will be kept",
                          "log_uri: s3://<bucket>/logs");
    return;
  }
  if (!uri) return;
  if (!uri->starts_with("s3://") && !uri->starts_with("s3n://") && !uri->starts_with("s3a://"))
    strict.reader.error("E104", "log_uri", node->mark, fmt::format("\"{}\" is not an s3:// address", *uri));
  strict.body()["LogUri"] = *uri;
  strict.remember_s3("log_uri", *uri, node->mark);
}

std::string role(Strict& strict, const char* key, const std::string& otherwise) {
  const YamlNode* node = strict.top(key);
  return node ? strict.reader.text(*node, key).value_or(otherwise) : otherwise;
}

void read_roles(Strict& strict) {
  const YamlNode* role_node = strict.top("role");
  const YamlNode* alias = strict.top("job_flow_role");
  if (role_node && alias && role_node->text != alias->text)
    strict.reader.error("E131", "job_flow_role", alias->mark, "role says something else", "keep `role`");
  const std::string name = role_node ? role(strict, "role", "emr") : role(strict, "job_flow_role", "emr");
  strict.body()["JobFlowRole"] = name;
  strict.body()["ServiceRole"] = role(strict, "service_role", "EMR_DefaultRole");
}

void read_visibility(Strict& strict) {
  strict.body()["VisibleToAllUsers"] = true;
  const YamlNode* node = strict.top("visible_to_all_users");
  if (node && strict.reader.boolean(*node, "visible_to_all_users") == false)
    strict.reader.warning("W121", "visible_to_all_users", node->mark,
                          "EMR shows every cluster to the whole account; true is sent", "leave it out");
}

void read_hadoop_version(Strict& strict) {
  const YamlNode* node = strict.top("hadoop_version");
  if (!node) return;
  if (!strict.ami_mode) {
    strict.reader.error("E124", "hadoop_version", node->mark, "a release brings its own Hadoop",
                        "leave it out");
    return;
  }
  if (auto version = strict.reader.text(*node, "hadoop_version"))
    strict.instances()["HadoopVersion"] = *version;
}

void read_release(Strict& strict) {
  const YamlNode* label = strict.top("release_label");
  const auto text = label ? strict.reader.text(*label, "release_label") : std::nullopt;
  if (text && !text->empty()) {
    strict.body()["ReleaseLabel"] = *text;
    strict.release = parse_release(*text);
    if (!strict.release)
      strict.reader.error("E104", "release_label", label->mark,
                          fmt::format("\"{}\" is not a release (example: emr-5.36.0)", *text));
    else if (*strict.release < Release{5, 30, 0})
      strict.reader.warning("W122", "release_label", label->mark,
                            *text + " is very old: no security fixes, Amazon Linux 1",
                            "emr-5.36.2 is the last of the 5 line; newer ones need newer jobs");
    return;
  }
  if (label && !text) return;
  const YamlNode* ami = strict.top("ami_version");
  const bool given = ami && !(ami->is_scalar() && ami->text.empty());
  strict.ami_mode = given;
  if (!given) {
    strict.reader.error("E122", "release_label", strict.file.mark("release_label"), "no EMR release is given",
                        "release_label: emr-5.36.2");
    return;
  }
  if (auto version = strict.reader.text(*ami, "ami_version")) strict.body()["AmiVersion"] = *version;
}

}  // namespace

void read_general(Strict& strict) {
  read_name(strict);
  const YamlNode* region = strict.top("region");
  strict.file.region = "us-east-1";
  if (region)
    if (auto text = strict.reader.text(*region, "region"); text && !text->empty()) strict.file.region = *text;
  read_log_uri(strict);
  read_visibility(strict);
  read_roles(strict);
  read_release(strict);
  read_hadoop_version(strict);
}

}  // namespace sluice::cluster
