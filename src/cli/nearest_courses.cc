#include "cli/nearest_courses.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace sluice::cli {
namespace {

// Levenshtein's distance, in bytes.
size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<std::string> nearest_courses(const std::string& word, std::vector<std::string> known) {
  const std::string wanted = base::to_lower_ascii(word);
  const auto distance = [&](const std::string& id) {
    const std::string lower = base::to_lower_ascii(id);
    return lower.find(wanted) != lower.npos ? 0 : edit_distance(wanted, lower);
  };
  std::vector<std::pair<size_t, std::string>> ranked;
  for (std::string& id : known) ranked.emplace_back(distance(id), std::move(id));
  std::ranges::sort(ranked);
  std::vector<std::string> sorted;
  for (auto& [far, id] : ranked) sorted.push_back(std::move(id));
  return sorted;
}

}  // namespace sluice::cli
