// What stands beside the cluster file about a launch: the intent before RunJobFlow is sent, the id after. If
// the process or the reply is lost in between, the next provision looks for the run's tag before it sends
// again.
//
//   <folder of the file>/.sluice/<name>/launch.json
//   { "name": NAME, "run": HEX, "spec": DIGEST, "time": SECONDS, "id": ID or absent }
//
// Losing the file makes no double: the name is looked up first in any case.
#pragma once

#include <optional>
#include <string>

#include "base/files.h"
#include "base/time.h"

namespace sluice::emr {

struct Launch {
  std::string run;  // the tag sluice:run of the cluster
  std::string spec;
  base::Micros time;
  std::string id;  // empty: not known whether there is a cluster
};

class LaunchRecord {
 public:
  // `folder`: of the cluster file. Takes the lock of this cluster name: kConflict if another process holds
  // it.
  static Result<LaunchRecord> open(const std::string& folder, const std::string& name);
  const std::optional<Launch>& last() const { return last_; }
  Status write(const Launch& launch);  // on disk when it returns

 private:
  LaunchRecord(std::string name, std::string path, base::FileLock lock)
      : name_(std::move(name)), path_(std::move(path)), lock_(std::move(lock)) {}
  std::string name_, path_;
  base::FileLock lock_;
  std::optional<Launch> last_;
};

// "<folder>/.sluice/<name>": what sluice keeps about this cluster.
std::string state_folder(const std::string& folder, const std::string& name);

}  // namespace sluice::emr
