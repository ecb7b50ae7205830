#include "users/line_diff.h"

#include <algorithm>

#include "base/text.h"
#include "users/public_key.h"

namespace sluice::users {
namespace {

constexpr size_t kMostCells = 4'000'000;  // beyond it a diff is told as old and new

std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.empty()) return {};
  return base::split(text, '\n');
}

// Lengths of the longest common subsequence of the rests from (i, j).
std::vector<std::vector<int>> common_lengths(const std::vector<std::string_view>& a,
                                             const std::vector<std::string_view>& b) {
  std::vector<std::vector<int>> length(a.size() + 1, std::vector<int>(b.size() + 1));
  if (a.size() * b.size() > kMostCells) return length;
  for (size_t i = a.size(); i-- > 0;)
    for (size_t j = b.size(); j-- > 0;)
      length[i][j] = a[i] == b[j] ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
  return length;
}

}  // namespace

std::vector<std::string> line_diff(std::string_view before, std::string_view after) {
  auto a = lines_of(before), b = lines_of(after);
  auto length = common_lengths(a, b);
  std::vector<std::string> out;
  auto tell = [&](char sign, std::string_view line) {
    out.push_back(std::string(1, sign) + ' ' + base::valid_utf8(line));
  };
  size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i, ++j;
    } else if (j == b.size() || (i < a.size() && length[i + 1][j] >= length[i][j + 1])) {
      tell('-', a[i++]);
    } else {
      tell('+', b[j++]);
    }
  }
  return out;
}

std::string keys_as_fingerprints(std::string_view text) {
  std::string out;
  for (std::string_view line : lines_of(text)) {
    line = base::trim(line);
    if (line.empty() || line.front() == '#') continue;
    auto key = parse_public_key(line);
    if (key) key->blob = key->fingerprint;
    out += key ? key->line() : "(a line that is not an allowed key)";
    out += '\n';
  }
  return out;
}

}  // namespace sluice::users
