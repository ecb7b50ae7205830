// Keys that the reference does not have: spec cluster-file.md section 2, "S extension keys".
#include <fmt/format.h>

#include <limits>

#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

std::optional<int64_t> within(Strict& strict, const char* key, int64_t least, int64_t most) {
  const YamlNode* node = strict.top(key);
  if (!node || (node->quoted && node->text.empty())) return std::nullopt;
  const auto value = strict.reader.integer(*node, key);
  if (value && (*value < least || *value > most)) {
    strict.reader.error("E104", key, node->mark,
                        most == std::numeric_limits<int64_t>::max()
                            ? fmt::format("must be at least {}", least)
                            : fmt::format("must be {} to {}", least, most));
    return std::nullopt;
  }
  return value;
}

void needs(Strict& strict, const char* key, bool fine, const char* releases) {
  if (strict.top(key) && !fine && (strict.release || strict.ami_mode))
    strict.reader.error("E104", key, strict.top(key)->mark, fmt::format("needs {}", releases),
                        "a later release_label");
}

void copy_text(Strict& strict, const char* key, const char* field) {
  if (const YamlNode* node = strict.top(key))
    if (auto text = strict.reader.text(*node, key); text && !text->empty()) strict.body()[field] = *text;
}

bool flag(Strict& strict, const char* key, bool otherwise) {
  const YamlNode* node = strict.top(key);
  return node ? strict.reader.boolean(*node, key).value_or(otherwise) : otherwise;
}

}  // namespace

void read_extensions(Strict& strict) {
  constexpr int64_t kAny = std::numeric_limits<int64_t>::max();
  strict.instances()["KeepJobFlowAliveWhenNoSteps"] = flag(strict, "keep_alive", true);
  strict.instances()["TerminationProtected"] = flag(strict, "termination_protected", false);
  if (auto size = within(strict, "ebs_root_volume_size", 1, kAny)) strict.body()["EbsRootVolumeSize"] = *size;
  if (auto iops = within(strict, "ebs_root_volume_iops", 1, kAny)) strict.body()["EbsRootVolumeIops"] = *iops;
  if (auto rate = within(strict, "ebs_root_volume_throughput", 1, kAny))
    strict.body()["EbsRootVolumeThroughput"] = *rate;
  needs(strict, "ebs_root_volume_iops", strict.at_least({6, 15, 0}), "emr-6.15.0 or later");
  needs(strict, "ebs_root_volume_throughput", strict.at_least({6, 15, 0}), "emr-6.15.0 or later");
  if (auto seconds = within(strict, "auto_terminate_idle_seconds", 60, 604800))
    strict.body()["AutoTerminationPolicy"] = {{"IdleTimeout", *seconds}};
  needs(strict, "auto_terminate_idle_seconds",
        strict.at_least({5, 30, 0}) && *strict.release != Release{6, 0, 0},
        "emr-5.30.0 or later, and not emr-6.0.0");
  if (auto steps = within(strict, "step_concurrency", 1, 256)) strict.body()["StepConcurrencyLevel"] = *steps;
  copy_text(strict, "security_configuration", "SecurityConfiguration");
  copy_text(strict, "custom_ami_id", "CustomAmiId");
  needs(strict, "custom_ami_id", strict.at_least({5, 7, 0}), "emr-5.7.0 or later");
  copy_text(strict, "scale_down_behavior", "ScaleDownBehavior");
  if (const std::string behavior = strict.body().value("ScaleDownBehavior", "");
      !behavior.empty() && behavior != "TERMINATE_AT_TASK_COMPLETION" &&
      behavior != "TERMINATE_AT_INSTANCE_HOUR")
    strict.reader.error("E104", "scale_down_behavior", strict.top("scale_down_behavior")->mark,
                        fmt::format("\"{}\" is not a behavior", behavior),
                        "TERMINATE_AT_TASK_COMPLETION or TERMINATE_AT_INSTANCE_HOUR");
  copy_text(strict, "os_release_label", "OSReleaseLabel");
  copy_text(strict, "log_encryption_kms_key_id", "LogEncryptionKmsKeyId");
  if (auto seconds = within(strict, "provision_timeout", 1, 86400))
    strict.file.provision_timeout_seconds = static_cast<int>(*seconds);
}

}  // namespace sluice::cluster
