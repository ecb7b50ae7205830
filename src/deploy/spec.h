// What a cluster.yml asks for, checked. Only its top-level map `deployment:` counts here; all other top-level
// keys belong to the cluster file of the guide and are left alone.
//
//   deployment:
//     name: demo                  required; [a-z][a-z0-9-]*, up to 31
//     target: local               required; local or aws
//     state: .sluice/demo         where everything of it lives; against the folder of the file
//     buckets: [tracking, …]      names, or a map from name to nothing or to { path: FOLDER }
//     result_store:
//       port: 3311                chosen once if missing
//       database: reports
//       collation: utf8_bin       or utf8mb4_bin
//     jobs: …                     and other keys of the data tower: left alone
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "format/yaml.h"

namespace sluice::deploy {

struct Spec {
  struct Bucket {
    std::string name;
    std::string path;  // absolute; where it is put or found
    SourceMark mark;
  };
  struct ResultStore {
    std::optional<int> port;
    std::string database = "reports";
    std::string collation = "utf8_bin";
  };
  std::string file;  // the YAML file, as given
  std::string name, target;
  std::string state;  // absolute
  std::vector<Bucket> buckets;
  ResultStore result_store;

  // Where an apply tells the data tower what was built (format/deployment_file.h).
  std::string deployment_file() const { return state + "/deployment.json"; }
};

// All findings at once, by place; the Spec counts only if none of them is an error. Pure.
Spec check(const format::YamlNode& root, const std::string& file, Diagnostics& findings);

// Read and check a file. Findings hold what is wrong with its content; an Error means that it cannot be read
// or parsed.
Result<Spec> load_spec(const std::string& file, Diagnostics& findings);

}  // namespace sluice::deploy
