// Bars and sparklines for a terminal, of Unicode block elements.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::cli {

// A bar of `value` out of `largest`, at most `width` cells wide, to an eighth of a cell. Nothing for 0 or
// less.
std::string bar(int64_t value, int64_t largest, int width);
// One character for each value, from the smallest to the largest; at most `width` of them, the newest kept.
std::string sparkline(const std::vector<int64_t>& values, int width);
// How many columns a text takes; counts code points.
size_t columns_of(const std::string& text);

}  // namespace sluice::cli
