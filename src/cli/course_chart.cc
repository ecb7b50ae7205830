#include "cli/course_chart.h"

#include <algorithm>

#include "base/text.h"

namespace sluice::cli {
namespace {

constexpr uint32_t kFullBlock = 0x2588;  // and 0x2589 to 0x258F: seven to one eighth of a cell, from the left
constexpr uint32_t kLowestEighth = 0x2581;  // to 0x2588: one to eight eighths, from below

}  // namespace

std::string bar(int64_t value, int64_t largest, int width) {
  if (value <= 0 || largest <= 0) return "";
  const double eighths = static_cast<double>(value) / static_cast<double>(largest) * width * 8;
  const int all = std::max(1, static_cast<int>(eighths + 0.5));
  std::string out;
  for (int i = 0; i < all / 8; ++i) base::append_utf8(out, kFullBlock);
  if (all % 8 != 0) base::append_utf8(out, kFullBlock + 8 - static_cast<uint32_t>(all % 8));
  return out;
}

std::string sparkline(const std::vector<int64_t>& values, int width) {
  std::string out;
  if (values.empty()) return out;
  const auto begin = values.end() - std::min<std::ptrdiff_t>(width, std::ssize(values));
  const auto [low, high] = std::minmax_element(begin, values.end());
  for (auto value = begin; value != values.end(); ++value) {
    const int64_t step = *high == *low ? 3 : (*value - *low) * 7 / (*high - *low);
    base::append_utf8(out, kLowestEighth + static_cast<uint32_t>(step));
  }
  return out;
}

size_t columns_of(const std::string& text) {
  size_t columns = 0;
  for (size_t at = 0; at < text.size(); ++columns) base::next_code_point(text, at);
  return columns;
}

}  // namespace sluice::cli
