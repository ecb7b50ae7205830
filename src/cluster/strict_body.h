// The strict rendering (layer S of spec cluster-file.md): a section of the file each, in the order of the
// body. Adding a section: a file NAME.cc, its line here and in the list of strict_body.cc.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cluster/cluster_file.h"
#include "cluster/reader.h"
#include "cluster/release.h"

namespace sluice::cluster {

struct Strict {
  const YamlNode& document;
  Reader& reader;
  ClusterFile& file;  // body, subnets, s3_paths, provision_timeout_seconds are filled
  const Environment& environment;
  const std::set<std::string>& variables;  // top-level names that templates mention
  std::optional<Release> release;          // nothing: ami mode, or a label that is wrong
  bool ami_mode = false;

  const YamlNode* top(const std::string& key) const { return given(document, key); }
  Json& body() { return file.body; }
  Json& instances() { return file.body["Instances"]; }
  bool at_least(Release least) const { return release && *release >= least; }
  // A text that must be an s3:// address is remembered for the checks beyond the file.
  void remember_s3(const std::string& path, const std::string& text, const SourceMark& mark);
};

void read_general(Strict& strict);    // name, region, logs, roles, release
void read_placement(Strict& strict);  // key, subnets, zone, security groups, ec2_attributes
void read_instances(Strict& strict);  // groups or fleets
void read_instance_fleets(Strict& strict);
void read_applications(Strict& strict);
void read_configurations(Strict& strict);
void read_bootstrap_actions(Strict& strict);
void read_steps(Strict& strict);
void read_tags(Strict& strict);
void read_extensions(Strict& strict);

// The whole body; findings in the reader's Diagnostics.
void render_strict(Strict& strict);

// Shapes that stand in more than one section.
Json configurations_of(Strict& strict, const YamlNode& list, const std::string& path);
// EbsConfiguration of volume_size, volume_type, iops, throughput, volumes_per_instance; null if none is
// given.
Json ebs_of(Strict& strict, const YamlNode& map, const std::string& path);
inline const std::vector<std::string> kEbsKeys{"volume_size", "volume_type", "iops", "throughput",
                                               "volumes_per_instance"};

}  // namespace sluice::cluster
