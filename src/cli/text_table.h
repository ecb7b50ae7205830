// A table in plain columns for a terminal, with an optional bar behind each row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice::cli {

struct TextTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> numeric;     // columns to align right
  std::vector<int64_t> lengths;  // of the bars, one for each row; empty: no bars

  // Lines with a final newline. Bars get `bar_width` cells; `color` paints them.
  std::string to_text(int bar_width, bool color) const;
};

}  // namespace sluice::cli
