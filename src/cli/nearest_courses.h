// Which of the known courses somebody may have meant.
#pragma once

#include <string>
#include <vector>

namespace sluice::cli {

// All of `known`, nearest first: those that contain `word` in any letter case, then by edit distance.
std::vector<std::string> nearest_courses(const std::string& word, std::vector<std::string> known);

}  // namespace sluice::cli
