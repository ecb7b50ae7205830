#include "cluster/known_keys.h"

namespace sluice::cluster {

const std::vector<Key>& top_level_keys() {
  static const std::vector<Key> kKeys{
      {"name", "string", "name of the cluster, by which it is found again"},
      {"region", "string", "AWS region (us-east-1)"},
      {"keypair_name", "string", "EC2 key pair; else the variable AWS_KEYPAIR_NAME"},
      {"vpc_subnet_id", "string|array", "subnet, or several to choose from"},
      {"availability_zone", "string", "instead of a subnet"},
      {"log_uri", "string", "s3:// folder for the logs"},
      {"role", "string", "instance profile of the nodes (emr)"},
      {"job_flow_role", "string", "old name of `role`"},
      {"service_role", "string", "role of EMR itself (EMR_DefaultRole)"},
      {"visible_to_all_users", "boolean", "always true; kept for old files"},
      {"release_label", "string", "EMR release: emr-5.36.0"},
      {"ami_version", "string", "before emr-4.0; can no longer be launched"},
      {"hadoop_version", "string", "before emr-4.0"},
      {"instance_groups", "object", "master, core and task groups"},
      {"instance_fleets", "object", "master, core and task fleets, instead of groups"},
      {"master_instance_num", "integer|string", "old: number of master instances"},
      {"core_instance_num", "integer|string", "old: number of core instances"},
      {"task_instance_num", "integer|string", "old: number of task instances"},
      {"master_instance_type", "string", "old: type of the master"},
      {"core_instance_type", "string", "old: type of the core instances"},
      {"task_instance_type", "string", "old: type of the task instances"},
      {"task_instance_bid", "number|string", "old: bid for the task instances"},
      {"ebs_root_volume_size", "integer|string", "GiB"},
      {"ebs_root_volume_iops", "integer|string", "from emr-6.15.0 on"},
      {"ebs_root_volume_throughput", "integer|string", "MiB/s, from emr-6.15.0 on"},
      {"bootstrap_actions", "object|array", "scripts that run on every node before Hadoop starts"},
      {"steps", "array", "what the cluster runs, in order"},
      {"applications", "array", "Hadoop, Hive, Sqoop, …"},
      {"configurations", "array", "settings of the applications"},
      {"tags", "array|object", "tags of the cluster and its instances"},
      {"ec2_attributes", "object", "old spelling of key, subnet, profile and security groups"},
      {"additional_master_security_groups", "array|string", "at most 4"},
      {"additional_slave_security_groups", "array|string", "at most 4"},
      {"emr_managed_master_security_group", "string", "instead of EMR's own; with the slave's"},
      {"emr_managed_slave_security_group", "string", "instead of EMR's own; with the master's"},
      {"service_access_security_group", "string", "for private subnets"},
      {"keep_alive", "boolean", "stay when all steps are done (true)"},
      {"termination_protected", "boolean", "refuse to be terminated (false)"},
      {"auto_terminate_idle_seconds", "integer|string", "end after so long without work: 60 to 604800"},
      {"step_concurrency", "integer|string", "steps at a time: 1 to 256"},
      {"security_configuration", "string", "name of a security configuration of EMR"},
      {"custom_ami_id", "string", "from emr-5.7.0 on"},
      {"scale_down_behavior", "string", "TERMINATE_AT_TASK_COMPLETION or TERMINATE_AT_INSTANCE_HOUR"},
      {"os_release_label", "string", "Amazon Linux release of the nodes"},
      {"log_encryption_kms_key_id", "string", "key that encrypts the logs"},
      {"provision_timeout", "integer|string", "seconds that `provision` waits (3000)"},
      {"user_info", "array", "people with accounts on the master"},
      {"USER_CMD_PROMPT", "string", "prefix of their prompt"},
      {"user_rbash_links", "array", "commands of restricted users"},
      {"deployment", "object", "the rest of the deployment, for sluice plan and apply"},
  };
  return kKeys;
}

const std::vector<Key>& instance_group_keys() {
  static const std::vector<Key> kKeys{
      {"num_instances", "integer|string", "0 leaves the group out"},
      {"type", "string", "instance type: m5.xlarge"},
      {"market", "string", "ON_DEMAND or SPOT"},
      {"bidprice", "number|string", "USD per instance and hour; without it the on-demand price is the cap"},
      {"volume_size", "integer|string", "GiB of each volume"},
      {"volume_type", "string", "gp2 gp3 io1 st1 sc1 standard"},
      {"iops", "integer|string", "io1, gp3"},
      {"throughput", "integer|string", "MiB/s, gp3"},
      {"volumes_per_instance", "integer|string", "number of volumes"},
      {"configurations", "array", "settings of this group alone"},
  };
  return kKeys;
}

const std::vector<Key>& instance_fleet_keys() {
  static const std::vector<Key> kKeys{
      {"use_spot", "boolean", "true"},
      {"on_demand_capacity", "integer|string", "units on demand (0)"},
      {"spot_capacity", "integer|string", "units of spot (0)"},
      {"on_demand_fallback", "boolean", "on demand when spot cannot be had (false: the cluster ends)"},
      {"bid_timeout_after", "integer|string", "minutes to wait for spot: 5 to 1440 (15)"},
      {"bid_price_pct", "number|string", "cap in percent of the on-demand price (25)"},
      {"instance_types", "array|object", "types to choose from"},
      {"type", "string", "the one type, instead of instance_types"},
      {"volume_size", "integer|string", "GiB of each volume"},
      {"volume_type", "string", "gp2 gp3 io1 st1 sc1 standard"},
      {"iops", "integer|string", "io1, gp3"},
      {"throughput", "integer|string", "MiB/s, gp3"},
      {"volumes_per_instance", "integer|string", "number of volumes"},
      {"allocation_strategy", "string",
       "of spot: capacity-optimized, price-capacity-optimized, lowest-price, diversified"},
      {"on_demand_allocation_strategy", "string", "lowest-price, prioritized"},
  };
  return kKeys;
}

const std::vector<Key>& instance_type_keys() {
  static const std::vector<Key> kKeys{
      {"type", "string", "instance type"},
      {"weight", "integer|string", "units that one instance counts (1)"},
      {"bid_price_pct", "number|string", "cap in percent of the on-demand price"},
      {"bid_price", "number|string", "cap in USD per hour, instead of the percentage"},
      {"priority", "number|string", "the lower, the sooner"},
  };
  return kKeys;
}

const std::vector<Key>& application_keys() {
  static const std::vector<Key> kKeys{{"name", "string", "Hadoop, Hive, …"},
                                      {"args", "array", "before emr-4.0 only"}};
  return kKeys;
}

const std::vector<Key>& configuration_keys() {
  static const std::vector<Key> kKeys{{"classification", "string", "mapred-site, yarn-site, hadoop-env, …"},
                                      {"properties", "object", "names and values, both texts"},
                                      {"configurations", "array", "nested, for *-env: export"}};
  return kKeys;
}

const std::vector<Key>& bootstrap_action_keys() {
  static const std::vector<Key> kKeys{{"name", "string", "in a list of actions"},
                                      {"path", "string", "s3:// address of the script"},
                                      {"args", "array", "its arguments"}};
  return kKeys;
}

const std::vector<Key>& step_keys() {
  static const std::vector<Key> kKeys{
      {"type", "string", "script, jar, command, streaming, hive, pig, hive_install, pig_install"},
      {"name", "string", "as EMR shows it"},
      {"jar", "string", "address of a jar"},
      {"main_class", "string", "of the jar"},
      {"properties", "array|object", "of Java"},
      {"step_args", "array|string|number", "arguments, one an item"},
      {"action_on_failure", "string", "TERMINATE_CLUSTER, CANCEL_AND_WAIT, CONTINUE"},
      {"hive_version", "string", "hive_install"},
      {"hive_site", "string", "hive_install"},
      {"pig_version", "string", "pig_install"},
      {"hive_file", "string", "hive"},
      {"hive_args", "array|string", "hive"},
      {"hive_versions", "string", "hive"},
      {"pig_file", "string", "pig"},
      {"pig_args", "array|string", "pig"},
      {"pig_versions", "string", "pig"},
      {"mapper", "string", "streaming"},
      {"reducer", "string", "streaming"},
      {"combiner", "string", "streaming"},
      {"input", "array|string", "streaming"},
      {"output", "string", "streaming"},
      {"cache_files", "array|string", "streaming"},
      {"cache_archives", "array|string", "streaming"},
  };
  return kKeys;
}

const std::vector<Key>& user_keys() {
  static const std::vector<Key> kKeys{
      {"name", "string", "login name"},
      {"type", "string", "admin or restricted; without it a normal user"},
      {"github", "boolean", "take the keys of GitHub"},
      {"github_login", "string", "login at GitHub, if it is another"},
      {"github_key_fingerprints", "array", "SHA256:… of the keys that may be taken"},
      {"authorized_keys", "array", "keys, one an item"},
      {"sudo_cmds", "array", "rules of sudo, one an item"},
      {"present", "boolean", "false removes the account"},
      {"state", "string", "absent removes the account"},
      {"expires", "string", "last day of the account"},
      {"allow_no_keys", "boolean", "no key is fine"},
  };
  return kKeys;
}

const std::vector<Alias>& ec2_attributes() {
  static const std::vector<Alias> kAliases{
      {"KeyName", "keypair_name"},
      {"SubnetId", "vpc_subnet_id"},
      {"SubnetIds", "vpc_subnet_id"},
      {"AvailabilityZone", "availability_zone"},
      {"InstanceProfile", "role"},
      {"EmrManagedMasterSecurityGroup", "emr_managed_master_security_group"},
      {"EmrManagedSlaveSecurityGroup", "emr_managed_slave_security_group"},
      {"ServiceAccessSecurityGroup", "service_access_security_group"},
      {"AdditionalMasterSecurityGroups", "additional_master_security_groups"},
      {"AdditionalSlaveSecurityGroups", "additional_slave_security_groups"},
  };
  return kAliases;
}

std::vector<std::string> names(const std::vector<Key>& keys) {
  std::vector<std::string> out;
  for (const Key& key : keys) out.emplace_back(key.name);
  return out;
}

}  // namespace sluice::cluster
