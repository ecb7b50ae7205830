// The journal of a deployment: what was about to be done, and how it went, each on disk before the next step.
//
//   journal = { line "\n" }               JSON, one object a line; a torn or unreadable last line is passed
//   over line    = { "time": "YYYY-MM-DDThh:mm:ssZ", "run": HEX, "event": "intent"|"done"|"failed",
//               "id": WANT, "action": ACTION [, "outputs": {…}] [, "error": TEXT] }
//
// An intent without a later done or failed of the same id is open: the process ended in mid-call. The world
// is looked at again in any case, so a lost journal costs only this note. It never holds a secret: values
// never do (plan/value.h). Threads: write from any.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "plan/value.h"

namespace sluice::plan {

struct OpenIntent {
  std::string id, action, time;
};

class Journal {
 public:
  // Reads what is there; no file is made before the first write. `after_write` is called after each line
  // (tests).
  static Result<Journal> open(const std::string& path, base::Clock& clock,
                              std::function<void()> after_write = {});
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  const std::vector<OpenIntent>& open_intents() const { return open_; }
  Status intent(const std::string& id, const std::string& action);
  Status done(const std::string& id, const std::string& action, const Properties& outputs);
  Status failed(const std::string& id, const std::string& action, const std::string& error);

 private:
  Journal(std::string path, base::Clock& clock, std::function<void()> after_write);
  Status write(const std::string& event, const std::string& id, const std::string& action,
               const Properties* outputs, const std::string* error);
  std::string path_, run_;
  base::Clock* clock_;
  std::function<void()> after_write_;
  std::vector<OpenIntent> open_;
  std::mutex mutex_;
  int fd_ = -1;
};

}  // namespace sluice::plan
