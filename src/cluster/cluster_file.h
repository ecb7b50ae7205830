// The cluster file of the guide: text → checked reading → body of RunJobFlow (spec cluster-file.md). Pure: no
// network, no file but the one named, the environment through a function.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "format/yaml.h"

namespace sluice::cluster {

using Json = nlohmann::ordered_json;
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

// strict: what people use (layer S). ansible: exactly what the reference sends, errors included (P∘M).
enum class Mode { kStrict, kAnsible };

struct Setting {     // a value of the file that checks beyond the file talk about
  std::string path;  // "steps[0].step_args[0]"
  std::string text;
  SourceMark mark;
};

struct ClusterFile {
  std::string file;    // as given; "EXTRA_VARS" for inline text
  std::string folder;  // absolute folder of the file, the current one for inline text
  std::string name;
  std::string region;
  Json body;  // of RunJobFlow; the one truth of what is asked for
  // Subnets of a list in the order of the file: with instance groups the body holds the first of them
  std::vector<std::string> subnets;
  std::vector<Setting> s3_paths;  // every s3:// path of steps, bootstrap actions and log_uri
  std::optional<int> provision_timeout_seconds;
  // For the SSH play, templates resolved; null where absent
  format::YamlNode user_info, user_cmd_prompt, user_rbash_links;
  format::YamlNode document;  // the whole file

  // Where a key stands: "instance_groups.core.bidprice"; the nearest parent that is there, else the file.
  SourceMark mark(const std::string& path) const;
};

// Read what EXTRA_VARS or -f name: "@path", a path of a file, inline YAML or JSON, or "k=v k2=v2". All
// findings at once; the ClusterFile counts only if none is an error. An Error: it cannot be read at all.
Result<ClusterFile> load_cluster_file(const std::string& extra_vars, Mode mode,
                                      const Environment& environment, Diagnostics& findings);

// The form in which two bodies are compared (spec cluster-file.md section 13, N).
Json normal_form(const Json& body);
// sha256 of the normal form, 16 hex digits: the tag sluice:spec (spec aws-resources.md section 3.12).
std::string spec_digest(const Json& body);

}  // namespace sluice::cluster
