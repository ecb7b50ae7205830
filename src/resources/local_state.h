// The folder of a local deployment as a whole: what killed processes leave behind in it, and its end.
// Call with the deployment's lock held.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "plan/value.h"

namespace sluice::resources {

// Remove pieces of files that were being written when their sluice was killed (".NAME.PID.part").
Status sweep_pieces(const std::string& state);

// After everything of the deployment was deleted: journal, lock, empty folders, remains of half-made things.
// What is not ours stays, and its paths are given back.
Result<std::vector<std::string>> remove_state(const std::string& state);

// The self-test of operations.md 5.1.4 with the outputs of a mariadb_server and the two users.
struct CheckLine {
  bool passed = false;
  std::string text;
};
Result<std::vector<CheckLine>> self_test(const plan::Properties& server, const plan::Properties& pipeline,
                                         const plan::Properties& api, const std::string& database);

}  // namespace sluice::resources
