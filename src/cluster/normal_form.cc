// The normal form N in which bodies are compared: spec cluster-file.md section 13.
#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "base/text.h"
#include "cluster/cluster_file.h"

namespace sluice::cluster {
namespace {

bool says_nothing(const Json& value) {
  return value.is_null() || (value.is_string() && value == "") ||
         ((value.is_array() || value.is_object()) && value.empty());
}

Json without_empty(const Json& value) {
  if (value.is_object()) {
    Json out = Json::object();
    for (const auto& [key, part] : value.items())
      if (Json kept = without_empty(part); !says_nothing(kept)) out[key] = std::move(kept);
    return out;
  }
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& part : value)
      if (Json kept = without_empty(part); !says_nothing(kept)) out.push_back(std::move(kept));
    return out;
  }
  return value;
}

void plain_buckets(Json& value) {
  if (value.is_structured()) {
    for (Json& part : value) plain_buckets(part);
  } else if (value.is_string()) {
    const std::string text = value;
    const size_t at = text.find(".elasticmapreduce/");
    if (text.starts_with("s3://") && at != std::string::npos && text.find('/', 5) > at)
      value = "s3://elasticmapreduce/" + text.substr(at + 18);
  }
}

int rank(const Json& group) {
  const std::string role = group.value("InstanceRole", group.value("InstanceFleetType", std::string()));
  return role == "MASTER" ? 0 : role == "CORE" ? 1 : role == "TASK" ? 2 : 3;
}

void sort_groups(Json& instances, const char* name) {
  if (!instances.contains(name)) return;
  std::stable_sort(instances[name].begin(), instances[name].end(),
                   [](const Json& a, const Json& b) { return rank(a) < rank(b); });
}

void tidy_tags(Json& tags) {
  Json kept = Json::array();
  for (Json& tag : tags) {
    const std::string key = tag.value("Key", "");
    if (!key.starts_with("sluice:") && key != "for-use-with-amazon-emr-managed-policies")
      kept.push_back(std::move(tag));
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Json& a, const Json& b) { return a.value("Key", "") < b.value("Key", ""); });
  tags = std::move(kept);
}

}  // namespace

Json normal_form(const Json& body) {
  Json out = without_empty(body);
  out.erase("VisibleToAllUsers");
  if (out.contains("Instances")) {
    Json& instances = out["Instances"];
    sort_groups(instances, "InstanceGroups");
    sort_groups(instances, "InstanceFleets");
    if (instances.contains("Ec2SubnetIds"))
      std::sort(instances["Ec2SubnetIds"].begin(), instances["Ec2SubnetIds"].end());
  }
  if (out.contains("Tags")) tidy_tags(out["Tags"]);
  if (out.contains("Tags") && out["Tags"].empty()) out.erase("Tags");
  for (const char* name : {"Applications", "NewSupportedProducts"})
    if (out.contains(name))
      for (Json& application : out[name])
        application["Name"] = base::to_lower_ascii(application.value("Name", ""));
  plain_buckets(out);
  // Sorted keys: the order in which a body was built says nothing.
  return Json(nlohmann::json(out));
}

std::string spec_digest(const Json& body) {
  return base::sha256_hex(
             nlohmann::json(normal_form(body)).dump(-1, ' ', false, Json::error_handler_t::replace))
      .substr(0, 16);
}

}  // namespace sluice::cluster
